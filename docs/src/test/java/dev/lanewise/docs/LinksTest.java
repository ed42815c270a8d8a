package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links and figures of the pages lead to files of the repository; the web is not asked. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern BLOCK = Pattern.compile("```.*?\n```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.*?) *$", Pattern.MULTILINE);

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Page page : Page.all()) {
            String text = CODE.matcher(prose(page.lines())).replaceAll("");
            for (MatchResult match : LINK.matcher(text).results().toList()) {
                String target = match.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                Path file = target.isEmpty() ? page.file() : page.file().resolveSibling(target).normalize();
                String anchor = match.group(2);
                if (!file.startsWith(Page.ROOT) || !Files.exists(file)
                        || anchor != null && !anchors(file).contains(anchor)) {
                    broken.add(page.at(1).replaceFirst(":1$", "") + ": " + match.group());
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(50);
    }

    private static String prose(List<String> lines) {
        return BLOCK.matcher(String.join("\n", lines)).replaceAll("");
    }

    /** The names that GitHub gives to the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (MatchResult heading : HEADING.matcher(prose(Files.readAllLines(page))).results().toList()) {
            String plain = heading.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
            String anchor = plain.replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
            String name = anchor;
            for (int again = 1; !anchors.add(name); again++) {
                name = anchor + "-" + again;
            }
        }
        return anchors;
    }
}
