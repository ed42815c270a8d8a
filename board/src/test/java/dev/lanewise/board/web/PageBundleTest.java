package dev.lanewise.board.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageBundleTest {
    private final Map<String, String> files = new HashMap<>(Map.of(
            "page/index.html", "<head>\n<meta charset=\"utf-8\">\n<link rel=\"icon\" href=\"page/i.svg\">"
                    + "<link rel=\"stylesheet\" href=\"./page/s.css\">\n"
                    + "<script type=\"module\" src=\"page/a.js\"></script>"
                    + "</head>",
            "page/s.css", "p { color: $1; }", "page/i.svg", "<svg/>", "uplot/LICENSE", "free -- really",
            "page/a.js", "import './served.js';", "page/b.js", "import { x } from \"./panels/p.js\";\nimport './c.js';",
            "page/panels/p.js", "import {\n    y,\n} from '../c.js';\nexport const x = y;", "page/c.js",
            "import('./b.js'); // around"));

    private String bundled() {
        return new PageBundle(path -> {
            String text = files.get(path);
            if (text == null) {
                throw new IllegalStateException("no " + path);
            }
            return text.getBytes(UTF_8);
        }, "page/a.js", "page/b.js").withData("<data>");
    }

    private static String url(String type, String text) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void allIsInIt() {
        assertThat(bundled()).contains("<style>\np { color: $1; }</style>", "href=\"" + url("image/svg+xml", "<svg/>"),
                "free - - really", "<data>\n<script type=\"importmap\">", "import 'page/b.js'")
                .doesNotContain("src=", "page/a.js", "served", "page/s.css");
    }

    @Test
    void importsHaveTheNamesOfTheMap() {
        assertThat(bundled()).contains(
                "\"page/b.js\": \"" + url("text/javascript",
                        "import { x } from \"page/panels/p.js\";\nimport 'page/c.js';"),
                "\"page/panels/p.js\": \"" + url("text/javascript",
                        "import {\n    y,\n} from 'page/c.js';\nexport const x = y;"),
                "\"page/c.js\": \"" + url("text/javascript", "import('page/b.js'); // around"));
    }

    @Test
    void whatIsMissingIsNamed() {
        files.remove("page/c.js");
        assertThatThrownBy(this::bundled).hasMessage("no page/c.js");
    }
}
