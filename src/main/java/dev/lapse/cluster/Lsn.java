package dev.lapse.cluster;

/** A write-ahead log position in bytes, printed as PostgreSQL prints it ({@code 0/16B3748}). */
public record Lsn(long value) implements Comparable<Lsn> {

    /** Reads {@code X/Y} in hexadecimal. */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("LSN must look like 0/16B3748, was \"" + text + "\"");
        }
        return new Lsn(
                (Long.parseLong(text.substring(0, slash), 16) << 32) | Long.parseLong(text.substring(slash + 1), 16));
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFFFFFFL);
    }
}
