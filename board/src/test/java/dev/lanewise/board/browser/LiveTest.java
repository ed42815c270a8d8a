package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** A page of a training that goes on. */
class LiveTest extends PageTest {
    private static final String STATE = "#panel-status .state";
    private static final String STEP = "#panel-status .facts div:first-child dd";
    private static final String BUTTONS = "#panel-controls button";
    private static final String ANSWER = "#panel-controls .answer";
    private static final String CURVE = "#panel-curves canvas";
    private static final String SHEET = "#panel-draw .sheet canvas";
    private static final String SAID = "#panel-draw .said";

    /** More than are trained for while somebody clicks. */
    private static final int EPOCHS = 100;

    private Training begin(int epochs, long millis) {
        Training training = new Training(board, "marks", 1, epochs).slowedBy(millis).begin();
        browser.go(address());
        return training;
    }

    private long step() {
        String text = browser.text(STEP).replace(",", "").replaceAll(" .*", "");
        return text.matches("\\d+") ? Long.parseLong(text) : 0;
    }

    private long stepAfter(long before) {
        return browser.until(() -> step() > before ? step() : null, "a step after " + before);
    }

    private String drawn() {
        return browser.evaluate("document.querySelector(arguments[0]).toDataURL()", CURVE);
    }

    @Test
    void curvesGrowWhileARunRuns() {
        try (Training _ = begin(500, 20)) {
            long first = stepAfter(3);
            String before = drawn();
            stepAfter(first + 5);
            browser.until(() -> !drawn().equals(before), "a curve that has grown");
            assertThat(browser.text("#panel-curves")).contains("marks", "Learning rate");
            browser.waitForText("#panel-status .results", "validation.accuracy");
        }
        browser.waitForText(STATE, "complete"); // and says that it was stopped
        browser.waitForText("#panel-status", "the test is over");
        assertThat(browser.layoutShift()).as("layout shift of the whole visit").isLessThan(0.1);
    }

    /** Files are longer when they are read than when the page was told of them. */
    @Test
    void whatGrowsIsReadFromItsBeginningOnce() {
        try (Training _ = begin(5000, 2)) {
            stepAfter(stepAfter(3));
            browser.forget();
            for (int i = 0; i < 5; i++) {
                browser.keys("x"); // or the page comes to rest
                stepAfter(step());
            }
            assertThat(browser.requests()).anyMatch(each -> each.contains("/lines/epochs.jsonl?from="))
                    .noneMatch(each -> each.endsWith(".jsonl?from=0"));
        }
    }

    @Test
    void pausePausesAndContinueContinues() {
        try (Training _ = begin(500, 20)) {
            stepAfter(3);
            browser.click(BUTTONS, "Pause");
            browser.waitForText(STATE, "paused");
            browser.waitForText("#panel-controls", "Continue");
            long paused = stepAfter(0);
            Browser.pause(1500);
            assertThat(step()).as("no step is taken in the meantime").isBetween(paused, paused + 2);
            long still = step();
            Browser.pause(700);
            assertThat(step()).isEqualTo(still);
            browser.click(BUTTONS, "Continue");
            browser.waitForText(STATE, "running");
            stepAfter(still);
            browser.waitForText("#panel-events", "continued");
        }
    }

    @Test
    void aChangedLearningRateIsAnEvent() {
        try (Training training = begin(500, 20)) {
            stepAfter(3);
            WebElement rate = browser.find("#controls-rate");
            rate.sendKeys("much");
            browser.click(BUTTONS, "Set");
            browser.waitForText(ANSWER, "is a number of 0 or more");
            rate.clear();
            rate.sendKeys("0.0025");
            browser.click(BUTTONS, "Set");
            browser.waitForText("#panel-events", "0.0025");
            assertThat(browser.text("#panel-events")).contains("0.01");
            assertThat(training.folder().resolve("events.jsonl")).content().contains("\"rate\"", "0.0025");
        }
    }

    @Test
    void aRunThatIsStoppedAndSavedGoesOnFromThere() throws IOException {
        Path run;
        try (Training training = begin(EPOCHS, 25)) {
            stepAfter(5);
            browser.click(BUTTONS, "Stop and save");
            browser.click(BUTTONS, "Yes, stop and save");
            training.ended();
            browser.waitForText(STATE, "stopped");
            browser.waitForText(ANSWER, "state is saved");
            browser.waitForText("#panel-controls", "The training is over.");
            assertThat(browser.<String>evaluate("document.activeElement.id")).as("where the keyboard goes on, as the "
                    + "button is disabled").isEqualTo("panel-controls");
            run = training.folder();
        }
        Path state = run.resolve("state.safetensors");
        assertThat(Checkpoint.read(state).texts()).isNotEmpty();
        long saved = lines(run);
        try (Training again = new Training(board, "marks", 1, EPOCHS).resumedFrom(state).begin()) {
            again.ended();
            assertThat(again.folder()).as("it goes on in its folder").isEqualTo(run);
            browser.waitForText(STATE, "complete");
            browser.waitForText(STEP, String.format(Locale.ROOT, "%,d", EPOCHS * Training.STEPS));
            assertThat(lines(again.folder())).isGreaterThan(saved);
            assertThat(Files.readAllLines(again.folder().resolve("epochs.jsonl"))).hasSize(EPOCHS);
        }
    }

    private static long lines(Path run) throws IOException {
        return Files.readAllLines(run.resolve("steps.jsonl")).size();
    }

    @Test
    void whatIsDrawnIsToldWhileItTrainsAndAfterTheEnd() {
        try (Training training = begin(30, 10)) {
            training.ended();
            browser.waitForText(STATE, "complete");
            WebElement sheet = browser.find(SHEET);
            browser.stroke(sheet, 0.2, 0.5, 0.8, 0.5);
            browser.waitForText(SAID, "level");
            assertThat(browser.all("#panel-draw .chances li")).hasSize(3);
            browser.click("#panel-draw button", "Clear");
            browser.stroke(sheet, 0.5, 0.2, 0.5, 0.8);
            browser.waitForText(SAID, "upright");
        }
        try (Training other = new Training(board, "other", 2, 500).slowedBy(20).begin()) {
            browser.waitForText("#panel-runs", "other");
            browser.click("#panel-runs input[type=radio][value=other]");
            browser.waitForText(STATE, "running");
            stepAfter(60);
            browser.click("#panel-draw button", "Clear");
            browser.stroke(browser.find(SHEET), 0.2, 0.5, 0.8, 0.5);
            browser.waitForText(SAID, "level");
            assertThat(other.folder()).isDirectory();
        }
    }

    @Test
    void mistakesConfusionAndFiltersComeAfterAnEpoch() {
        try (Training training = begin(2, 5)) {
            training.ended();
            browser.waitForText("#panel-confusion .summary", "of 60 examples");
            browser.click("#panel-confusion td button.right");
            browser.until(() -> browser.all("#panel-confusion .cell-examples canvas").size() > 5, "pictures of a cell");
            browser.find("#panel-filters canvas");
            browser.find("#panel-histograms canvas");
            browser.waitForText("#panel-model", "Linear(196, 12)");
            assertThat(browser.find("#panel-mistakes").isDisplayed()).isTrue();
        }
    }
}
