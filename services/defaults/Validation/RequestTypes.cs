using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.Validation;

namespace Nabij.ServiceDefaults.Validation;

/// <summary>
/// Finds the rules on request records by reflection, once per type. The framework's generator sees public types only and passes over the others in
/// silence (dotnet/aspnetcore#64435); our requests are internal.
/// </summary>
internal sealed class RequestTypes : IValidatableInfoResolver
{
    private const string OwnAssemblies = "Nabij.";

    private readonly ConcurrentDictionary<Type, IValidatableInfo?> _known = new();

    public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = _known.GetOrAdd(type, Describe);
        return validatableInfo is not null;
    }

    /// <summary>The framework does parameters itself.</summary>
    public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = null;
        return false;
    }

    private static Rules? Describe(Type type) => HasRules(type, []) ? new Rules(type, [.. PropertiesWithRules(type, [])]) : null;

    /// <param name="within">The types that this one stands in: only a type within itself is passed over, not a type that occurs twice.</param>
    private static bool HasRules(Type type, ImmutableHashSet<Type> within) => IsOwn(type) && !within.Contains(type)
        && (PropertiesWithRules(type, within.Add(type)).Any() || (type.BaseType is { } parent && HasRules(parent, within.Add(type))));

    /// <summary>Of the type itself: the framework asks for its base types separately.</summary>
    private static IEnumerable<Property> PropertiesWithRules(Type type, ImmutableHashSet<Type> within) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where property.GetIndexParameters().Length == 0
        let rules = property.GetCustomAttributes<ValidationAttribute>().ToArray()
        let hasParts = HasRules(ElementOf(property.PropertyType), within)
        where rules.Length > 0 || hasParts
        select new Property(property, rules, hasParts);

    private static bool IsOwn(Type type) => type.IsClass && type.Assembly.GetName().Name?.StartsWith(OwnAssemblies, StringComparison.Ordinal) == true;

    /// <summary>The type of a list's items, or the type itself.</summary>
    private static Type ElementOf(Type type) => type.GetElementType()
        ?? type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0]
        ?? type;

    private sealed class Rules(Type type, IReadOnlyList<ValidatablePropertyInfo> members) : ValidatableTypeInfo(type, members)
    {
        protected override ValidationAttribute[] GetValidationAttributes() => [];
    }

    private sealed class Property(PropertyInfo property, ValidationAttribute[] rules, bool hasParts)
        : ValidatablePropertyInfo(property.DeclaringType!, property.PropertyType, property.Name, property.Name)
    {
        private readonly Func<object, object?> _read = Reader(property);

        protected override ValidationAttribute[] GetValidationAttributes() => rules;

        /// <summary>Most values are right, and seeing that costs little; what is wrong, the framework puts into words.</summary>
        public override Task ValidateAsync(object? value, ValidateContext context, CancellationToken cancellationToken) =>
            !hasParts && value is not null && _read(value) is var one && Array.TrueForAll(rules, rule => rule.GetValidationResult(one, context.ValidationContext) is null)
                ? Task.CompletedTask
                : base.ValidateAsync(value, context, cancellationToken);

        private static Func<object, object?> Reader(PropertyInfo property)
        {
            var owner = Expression.Parameter(typeof(object));
            var read = Expression.Property(Expression.Convert(owner, property.DeclaringType!), property);
            return Expression.Lambda<Func<object, object?>>(Expression.Convert(read, typeof(object)), owner).Compile();
        }
    }
}
