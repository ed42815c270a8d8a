package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several tabs of one browser that look at the same board. */
class TabsTest extends PageTest {
    @AfterEach
    void closeTabs() {
        browser.oneTab();
    }

    /** A browser has six connections for all tabs of an address, of which each that listens takes one. */
    @Test
    void aNinthTabIsServedAsTheFirst() throws IOException {
        new StoredRun("mine", "mine", 0.01, 40).write(runs());
        for (int tab = 0; tab < 9; tab++) {
            browser.tab().go(address());
            browser.waitForText("#heading", "mine");
            browser.waitForText("#panel-status", "complete");
        }
    }

    @Test
    void whatAnotherTabHasChosenIsKept() throws IOException {
        new StoredRun("mine", "mine", 0.01, 40).write(runs());
        browser.go(address());
        browser.waitForText("#heading", "mine");
        browser.tab().go(address());
        browser.waitForText("#heading", "mine");
        browser.find("#theme").sendKeys("Dark");
        browser.previousTab();
        browser.click(".tools input[type=checkbox]");
        browser.reload();
        browser.waitForText("#heading", "mine");
        assertThat(browser.<String>evaluate("document.documentElement.dataset.theme")).isEqualTo("dark");
        assertThat(browser.find(".tools input[type=checkbox]").isSelected()).isTrue();
    }
}
