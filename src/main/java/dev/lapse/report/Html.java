package dev.lapse.report;

/** Text of a page that is written without a script. */
final class Html {
    private Html() {}

    /** The text so that a browser shows it as it is, also in an attribute. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
