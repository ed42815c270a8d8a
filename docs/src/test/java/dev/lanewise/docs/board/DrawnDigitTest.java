package dev.lanewise.docs.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.browser.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** From the command of the README to a digit that somebody draws. */
class DrawnDigitTest {
    private static final String SAID = "#panel-draw .said";

    @TempDir
    private Path folder;

    /** A seven, as fractions of the sheet. */
    static void drawSeven(Browser browser) {
        WebElement sheet = browser.find("#panel-draw .sheet canvas");
        browser.stroke(sheet, 0.25, 0.22, 0.5, 0.22, 0.74, 0.22, 0.6, 0.5, 0.45, 0.82);
    }

    @Test
    void aSevenIsToldAsASeven() {
        try (Browser browser = Browser.open();
                Program program = Program.start("mnist", "--synthetic", "--epochs", "2", "--hidden", "64", "--runs",
                        folder.resolve("runs").toString())) {
            browser.go(program.address());
            program.waitForEnd();
            browser.waitForText("#panel-status .results", "validation.accuracy");
            drawSeven(browser);
            browser.waitForText(SAID, "7");
            assertThat(browser.text("#panel-draw .chances li.best")).startsWith("7");
            assertThat(browser.find("#panel-draw .seen canvas").getAccessibleName()).contains("28 x 28");

            // The same by keyboard: a one.
            browser.click("#panel-draw button", "Clear");
            browser.click("#panel-draw .sheet canvas"); // leaves a dot in the middle
            browser.keys(Keys.DELETE);
            browser.keys(Keys.ARROW_UP.toString().repeat(8));
            browser.keys(" ");
            browser.keys(Keys.ARROW_DOWN.toString().repeat(16));
            browser.keys(" ");
            browser.keys(Keys.ENTER);
            browser.waitForText(SAID, "1");
            browser.assertClean(program.address());
        }
    }
}
