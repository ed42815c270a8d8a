package dev.lanewise.docs.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.browser.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pictures of {@code docs/board.md}: two networks are trained, a seven is drawn, and the page is looked at.
 * {@code -Dlanewise.record=true} has them written.
 */
class BoardPicturesTest {
    private static final Path PICTURES = Path.of("board");
    private static final String RECORD = "lanewise.record";
    private static final long LARGEST = 300_000;

    @TempDir
    private Path folder;

    /** Pages show them; how large they are counts for whoever clones the repository. */
    @Test
    @DisabledIfSystemProperty(named = RECORD, matches = "true")
    void thePicturesAreThereAndSmall() throws IOException {
        for (String name : new String[] {"board-light.png", "board-phone-dark.png"}) {
            assertThat(PICTURES.resolve(name)).isRegularFile();
            assertThat(Files.size(PICTURES.resolve(name))).as(name).isLessThan(LARGEST);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = RECORD, matches = "true")
    void record() throws IOException {
        String runs = folder.resolve("runs").toString();
        try (Program first = Program.start("mnist", "--synthetic", "--epochs", "5", "--hidden", "32", "--lr", "0.0003",
                "--runs", runs)) {
            first.waitForEnd();
        }
        try (Browser browser = Browser.open();
                Program second = Program.start("mnist", "--synthetic", "--epochs", "8", "--runs", runs)) {
            browser.devTools("Emulation.setScrollbarsHidden", Map.of("hidden", true));
            browser.size(1280, 1815).dark(false);
            Path begun = folder.resolve("runs/mnist-2/run.json"); // a page shows the run that was the newest
            browser.until(() -> Files.exists(begun) ? begun : null, "the second run");
            browser.go(second.address());
            browser.click("#panel-runs input[type=checkbox][aria-label='Show mnist in the curves']");
            browser.waitForText("#panel-confusion", "examples");
            DrawnDigitTest.drawSeven(browser);
            browser.waitForText("#panel-draw .said", "7");
            second.waitForEnd();
            browser.evaluate("(document.activeElement.blur(), window.scrollTo(0, 0), true)");
            write("board-light.png", browser.picture(1280, 1815));
            browser.dark(true).size(390, 1500);
            write("board-phone-dark.png", browser.picture(390, 1500));
            browser.assertClean(second.address());
        }
    }

    private static void write(String name, byte[] png) throws IOException {
        Files.createDirectories(PICTURES);
        BufferedImage few = Palette.applied(ImageIO.read(new ByteArrayInputStream(png)));
        assertThat(ImageIO.write(few, "png", PICTURES.resolve(name).toFile())).isTrue();
    }
}
