package dev.lanewise.board.browser;

import dev.lanewise.board.Board;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A board of an empty folder for each test, and one browser; after each test nothing may be complained of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageTest {
    Browser browser;
    Board board;

    @TempDir
    Path folder;

    @BeforeAll
    void openBrowser() {
        browser = Browser.open();
    }

    @BeforeEach
    void openBoard() {
        board = Board.in(runs()).port(0).open();
        browser.size(1280, 900).dark(false);
    }

    /** The folder of runs. */
    final Path runs() {
        return folder.resolve("runs");
    }

    final URI address() {
        return board.address();
    }

    @AfterEach
    void nothingIsComplainedOf() {
        try {
            browser.assertClean(address());
        } finally {
            browser.go(URI.create("about:blank"));
            browser.forget();
            board.close();
        }
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }
}
