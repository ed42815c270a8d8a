package dev.lanewise.zoo.hub;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on a hub.
 *
 * @param organisation whose it is
 * @param name its name there
 * @param revision a branch, a tag or a commit
 */
record ModelName(String organisation, String name, String revision) {
    private static final Pattern WHOLE = Pattern
            .compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,95})/([A-Za-z0-9_][A-Za-z0-9._-]{0,95})(?:@(.+))?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,127}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    static ModelName of(String text) {
        Matcher match = WHOLE.matcher(Required.nonNull("Hub: the model", text));
        if (match.matches()) {
            String revision = match.group(3) == null ? "main" : match.group(3);
            if (!text.contains("..") && !text.contains("--") && REVISION.matcher(revision).matches()) {
                return new ModelName(match.group(1), match.group(2), revision);
            }
        }
        throw new IllegalArgumentException(
                "Hub: " + Printable.quoted(text) + " is no model's name; expected ORG/NAME or ORG/NAME@REVISION");
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** The folder for it, of which others' are different. */
    String folder(String prefix) {
        return prefix + organisation + "--" + name;
    }

    /** The revision as one step of a path. */
    String step() {
        return revision.replace("/", "%2F");
    }

    @Override
    public String toString() {
        return organisation + "/" + name + (revision.equals("main") ? "" : "@" + revision);
    }
}
