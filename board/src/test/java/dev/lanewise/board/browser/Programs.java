package dev.lanewise.board.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The browser and what drives it; without them tests are skipped with the reason.
 *
 * @param browser Chromium, or Google Chrome
 * @param driver its ChromeDriver
 */
record Programs(Path browser, Path driver) {
    private static final List<String> BROWSERS = List.of(
            "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> DRIVERS = List.of("chromedriver");
    private static final String SKIPPED = "Chromium was not found, so the board's page was not looked at: ";

    private static @Nullable String said;

    /** The programs that are found in the folders of PATH. */
    static Programs find() {
        Optional<Path> browser = first(BROWSERS);
        Optional<Path> driver = first(DRIVERS);
        if (browser.isEmpty() || driver.isEmpty()) {
            skip("no folder of PATH has " + (browser.isEmpty() ? String.join(" or ", BROWSERS) : "chromedriver"));
        }
        return new Programs(browser.orElseThrow(), driver.orElseThrow());
    }

    private static synchronized void skip(String reason) {
        if (said == null) {
            said = SKIPPED + reason;
            System.out.println(said); // .ci/run repeats it at its end
        }
        Assumptions.abort(said);
    }

    private static Optional<Path> first(List<String> names) {
        List<Path> folders = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
                .filter(folder -> !folder.isEmpty()).map(Path::of).toList();
        return names.stream().flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable).findFirst();
    }
}
