package dev.lapse.cli;

import dev.lapse.scenario.Profile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a profile, in any case; of an unknown one it names that with the same first letter, and all. */
final class ProfileName implements ITypeConverter<Profile> {
    private static final List<Profile> KNOWN = List.of(Profile.values());

    @Override
    public Profile convert(String name) {
        return KNOWN.stream()
                .filter(profile -> profile.text().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(unknown(name)));
    }

    private static String unknown(String name) {
        Stream<Profile> meant = KNOWN.stream().filter(profile -> profile.text().regionMatches(true, 0, name, 0, 1));
        return "unknown profile \"" + name + "\"; "
                + meant.map(profile -> "did you mean \"" + profile.text() + "\"? ")
                        .collect(Collectors.joining())
                + "known: " + KNOWN.stream().map(Profile::text).collect(Collectors.joining(", "));
    }
}
