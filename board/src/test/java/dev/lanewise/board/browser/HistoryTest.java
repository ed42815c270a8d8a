package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Back and forward in the browser. */
class HistoryTest extends PageTest {
    private static final String FOCUSED = "#panel-runs input[type=radio]:checked";

    private void go() throws IOException {
        for (String id : new String[] {"first", "second", "third"}) {
            new StoredRun(id, id, 0.1, 400).write(runs());
        }
        browser.go(address());
        browser.find("#panel-curves canvas");
        browser.waitForText("#panel-status .state", "complete");
    }

    private void focus(String id) {
        browser.click("#panel-runs input[type=radio][value='" + id + "']");
        Browser.pause(1100); // what is chosen sooner after each other is one step
    }

    private void waitForFocus(String id) {
        browser.until(() -> id.equals(browser.find(FOCUSED).getAttribute("value")), "a focus on " + id);
        browser.waitForText("#heading", id);
    }

    private void move(String direction) {
        browser.evaluate("history." + direction + "() ?? true");
    }

    @Test
    void leadThroughTheRunsThatWereChosen() throws IOException {
        go();
        focus("second");
        focus("third");
        browser.click("#panel-runs input[aria-label='Show first in the curves']");
        browser.waitForText("#panel-curves .legend", "first");
        move("back");
        browser.until(() -> !browser.text("#panel-curves .legend").contains("first"), "the curves before");
        waitForFocus("third");
        move("back");
        waitForFocus("second");
        move("forward");
        waitForFocus("third");
        move("forward");
        browser.waitForText("#panel-curves .legend", "first");
        assertThat(browser.address()).contains("run=third", "show=");
    }

    @Test
    void leadThroughZoomsAndPanels() throws IOException {
        go();
        String whole = browser.address();
        browser.click("#panel-curves button", "Zoom in");
        browser.until(() -> browser.address().contains("x=step"), "a zoom in the address");
        browser.click("#jump a", "Model");
        browser.until(() -> browser.address().contains("panel=model"), "a panel in the address");
        assertThat(top("panel-model")).isBetween(-1.0, 900.0);
        move("back");
        browser.until(() -> !browser.address().contains("panel="), "no panel in the address");
        assertThat(browser.address()).contains("x=step");
        move("back");
        browser.until(() -> browser.address().equals(whole), "the address before");
        move("forward");
        move("forward");
        browser.until(() -> browser.address().contains("panel=model"), "the panel again");
        String bookmark = browser.address();
        browser.tab().go(URI.create(bookmark));
        browser.find("#panel-curves canvas");
        browser.until(() -> top("panel-model") < 900, "the panel of the bookmark in sight");
        browser.oneTab();
    }

    /** Whoever moves a slider or walks through a list of runs with the arrow keys goes back over all of it at once. */
    @Test
    void areNoLongerThanWhatWasMeant() throws IOException {
        go();
        String whole = browser.address();
        browser.evaluate("""
                (() => {
                    for (const name of ['Zoom in', 'Zoom in', 'Later']) {
                        document.querySelector(`#panel-curves button[aria-label="${name}"]`).click();
                    }
                    return true;
                })()""");
        browser.until(() -> browser.address().contains("x=step"), "a zoom in the address");
        move("back");
        browser.until(() -> browser.address().equals(whole), "the address before");
    }

    private double top(String id) {
        return browser.<Number>evaluate("document.getElementById(arguments[0]).getBoundingClientRect().top", id)
                .doubleValue();
    }
}
