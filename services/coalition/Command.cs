using Microsoft.AspNetCore.Mvc;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition;

/// <summary>What every change of an existing aggregate needs: which one, by whom, the version that was read, and the transaction.</summary>
internal sealed record Command(
    [property: FromRoute(Name = "id")] Guid Id, Caller Caller, IfMatch IfMatch, UnitOfWork Work, TimeProvider Clock, HttpContext Http,
    CancellationToken Ct);
