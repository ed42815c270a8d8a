package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links and figures of the pages lead to files of the repository; the web is not asked. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");
    private static final Pattern CODE = Pattern.compile("```.*?\n```|`[^`\n]*`", Pattern.DOTALL);

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Page page : Page.all()) {
            String text = CODE.matcher(String.join("\n", page.lines())).replaceAll("");
            for (MatchResult match : LINK.matcher(text).results().toList()) {
                String target = match.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                Path file = page.file().resolveSibling(target).normalize();
                if (!file.startsWith(Page.ROOT) || !Files.exists(file)) {
                    broken.add(page.at(1).replaceFirst(":1$", "") + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(50);
    }
}
