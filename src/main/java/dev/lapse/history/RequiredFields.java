package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has Jackson refuse a record where a component is missing or null that the record does not call {@link Nullable}.
 * The settings of a lane may be missing, for empty ones are not written.
 */
final class RequiredFields extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        return component(member).map(RequiredFields::isRequired).orElse(null);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        boolean required = annotated instanceof AnnotatedMember member
                && component(member).filter(RequiredFields::isRequired).isPresent();
        return required ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : JsonSetter.Value.empty();
    }

    private static Optional<RecordComponent> component(AnnotatedMember member) {
        Class<?> owner = member.getDeclaringClass();
        if (!owner.isRecord() || !owner.getPackageName().equals(RequiredFields.class.getPackageName())) {
            return Optional.empty();
        }
        RecordComponent[] components = owner.getRecordComponents();
        if (member instanceof AnnotatedParameter parameter) {
            boolean canonical = parameter.getOwner().getParameterCount() == components.length;
            return canonical ? Optional.of(components[parameter.getIndex()]) : Optional.empty();
        }
        return Arrays.stream(components)
                .filter(component -> component.getName().equals(member.getName()))
                .findFirst();
    }

    private static boolean isRequired(RecordComponent component) {
        boolean mayBeLeftOut = component.getDeclaringRecord() == Lane.class
                && component.getName().equals("settings");
        return !mayBeLeftOut && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
