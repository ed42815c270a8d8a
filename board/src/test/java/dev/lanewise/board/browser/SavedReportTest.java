package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The report of a run, opened from the disk while no board is there. */
class SavedReportTest extends PageTest {
    private static final String MARKUP = "</script><img src=x onerror=console.error(1)>";

    @Test
    void itStandsAlone() throws IOException {
        URI link;
        try (Training training = new Training(board, MARKUP, 1, 3).begin()) {
            training.ended();
            browser.go(address());
            browser.waitForText("#panel-status .state", "complete");
            link = URI.create(browser.named("#panel-controls a", "Download the report").getAttribute("href"));
        }
        Path report = folder.resolve("report.html");
        try (InputStream in = link.toURL().openStream()) {
            Files.copy(in, report);
        }
        browser.assertClean(address());
        board.close();
        browser.forget();

        browser.go(report.toUri());
        browser.waitForText("#panel-status .state", "complete");
        browser.waitForText("#panel-curves .legend", "0.");
        browser.waitForText("#heading", MARKUP);
        browser.waitForText("#panel-confusion .summary", "of 60 examples");
        browser.click("#panel-confusion td button.right");
        browser.until(() -> browser.all("#panel-confusion .cell-examples canvas").size() > 0, "pictures of a cell");
        browser.find("#panel-filters canvas");
        browser.find("#panel-histograms canvas");
        assertThat(browser.all("#panel-controls")).allMatch(each -> !each.isDisplayed());
        assertThat(browser.all("img")).isEmpty();
        browser.reload();
        browser.waitForText("#panel-status .state", "complete");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty()
                .allMatch(each -> each.startsWith("file:") || each.startsWith("data:") || each.startsWith("blob:"))
                .filteredOn(each -> each.startsWith("file:"))
                .allMatch(each -> each.replaceAll("#.*", "").equals(report.toUri().toString()));
    }

    /** The board is closed already, and the page of the report has been looked at. */
    @Override
    @AfterEach
    void nothingIsComplainedOf() {
        browser.go(URI.create("about:blank"));
        browser.forget();
        board.close();
    }
}
