package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a reader chooses on a page of stored runs, and how it looks. */
class ChoicesTest extends PageTest {
    private static final String MARKUP = "<img src=x onerror=console.error(1)><b>\"&amp;";
    private static final String CHART = "#panel-curves .u-over";

    private void store(String... ids) throws IOException {
        double rate = 0.001;
        for (String id : ids) {
            new StoredRun(id, id, rate, 400).write(runs());
            rate *= 10;
        }
    }

    private void go() {
        browser.go(address());
        browser.find("#panel-curves canvas");
        browser.waitForText("#panel-status .state", "complete");
    }

    private void focus(String id) {
        browser.click("#panel-runs input[type=radio][value='" + id + "']");
    }

    private void show(String id) {
        browser.click("#panel-runs input[type=checkbox][aria-label='Show " + id + " in the curves']");
    }

    @Test
    void twoRunsAreComparedByWhatDiffers() throws IOException {
        store("first", "second");
        go();
        focus("first");
        show("second");
        browser.waitForText("#panel-compare", "0.01");
        List<String> rows = browser.all("#panel-compare table").getFirst().findElements(By.tagName("tr")).stream()
                .map(WebElement::getText).toList();
        assertThat(rows).anyMatch(row -> row.matches("lr 0.001 0.01")).noneMatch(row -> row.startsWith("seed"));
        assertThat(browser.text("#panel-curves .legend")).contains("first", "second");
    }

    @Test
    void aReloadKeepsEverything() throws IOException {
        store("first", "second", "third");
        go();
        focus("second");
        show("third");
        browser.waitForText("#panel-compare", "0.1");
        browser.evaluate("""
                (range => {
                    range.value = 0.9;
                    range.dispatchEvent(new Event('input', {bubbles: true}));
                    return true;
                })(document.querySelector('#panel-curves input[type=range]'))""");
        browser.click("#panel-curves input[type=checkbox]");
        browser.find("#theme").sendKeys("dark");
        drag();
        browser.until(() -> browser.address().contains("x="), "a zoom in the address");
        String address = browser.address();

        browser.reload();
        browser.find("#panel-curves canvas");
        browser.waitForText("#panel-curves .legend", "third");
        assertThat(browser.address()).isEqualTo(address);
        assertThat(browser.find("#panel-runs input[type=radio]:checked").getAttribute("value")).isEqualTo("second");
        assertThat(browser.all("#panel-runs input[type=checkbox]:checked")).hasSize(2);
        assertThat(browser.find("#panel-curves input[type=range]").getAttribute("value")).isEqualTo("0.9");
        assertThat(browser.find("#panel-curves input[type=checkbox]").isSelected()).isTrue();
        assertThat(browser.find("#theme").getAttribute("value")).isEqualTo("dark");
    }

    /** Over the middle of the first chart. */
    private void drag() {
        browser.stroke(browser.find(CHART), 0.3, 0.5, 0.4, 0.5, 0.6, 0.5);
    }

    @Test
    void zoomingAndBack() throws IOException {
        store("first");
        go();
        drag();
        browser.until(() -> browser.address().contains("x="), "a zoom in the address");
        browser.click("#panel-curves button", "Whole run");
        browser.until(() -> !browser.address().contains("x="), "no zoom in the address");
        browser.click("#panel-curves button", "Zoom in");
        browser.until(() -> browser.address().contains("x="), "a zoom in the address");
    }

    @Test
    void namesWithMarkupAreText() throws IOException {
        new StoredRun("marked", MARKUP, 0.1, 50).write(runs());
        new StoredRun("other", "other", 0.2, 50).write(runs());
        go();
        focus("marked");
        show("other");
        browser.waitForText("#heading", MARKUP);
        browser.waitForText("#panel-events", MARKUP);
        browser.waitForText("#panel-compare", MARKUP);
        assertThat(browser.all("img")).isEmpty();
        assertThat(browser.<String>evaluate("document.title")).contains("<img");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPhoneNeedsNoSidewaysScroll(boolean dark) throws IOException {
        String longer = "second-with-a-name-that-is-much-longer-than-a-telephone-is-wide-for-sure";
        store("first", longer);
        browser.size(360, 740).dark(dark);
        go();
        focus("first");
        show(longer);
        browser.waitForText("#panel-compare", "0.01");
        assertThat(this.<Number>width("scrollWidth").intValue()).as("the page's width").isLessThanOrEqualTo(360);
        List<WebElement> wide = browser.all("main section, aside section").stream()
                .filter(each -> each.isDisplayed() && each.getRect().getWidth() > 360).toList();
        assertThat(wide).isEmpty();
    }

    private <T> T width(String property) {
        return browser.evaluate("document.documentElement[arguments[0]]", property);
    }

    @Test
    void coloursAreTheSystemsOrTheChosenOnes() throws IOException {
        store("first");
        go();
        double light = brightness();
        browser.dark(true);
        browser.until(() -> brightness() < light, "a dark page");
        double dark = brightness();
        assertThat(light).isGreaterThan(200);
        assertThat(dark).isLessThan(60);
        browser.find("#theme").sendKeys("light");
        browser.until(() -> brightness() == light, "a light page");
    }

    /** Of the page's ground, 0 to 255. */
    private double brightness() {
        return browser.<Number>evaluate("""
                getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3)
                    .reduce((sum, each) => sum + Number(each), 0) / 3""").doubleValue();
    }

    @Test
    void textHasContrastInBothColours() throws IOException {
        store("first", "second");
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            go();
            Browser.pause(300);
            List<String> faint = browser.evaluate(CONTRAST);
            assertThat(faint).as("dark %s", dark).isEmpty();
        }
    }

    /** Texts whose contrast to what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
    private static final String CONTRAST = """
            (() => {
                const parse = text => {
                    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
                    canvas.fillStyle = text;
                    canvas.fillRect(0, 0, 1, 1);
                    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                    return [r, g, b, a / 255];
                };
                const linear = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
                const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
                const behind = element => {
                    for (let at = element; at !== null; at = at.parentElement) {
                        const colour = parse(getComputedStyle(at).backgroundColor);
                        if (colour[3] > 0.99) return colour;
                    }
                    return [255, 255, 255, 1];
                };
                const faint = new Set();
                for (const element of document.querySelectorAll('body *')) {
                    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim() !== '');
                    if (!own || !element.checkVisibility() || element.disabled) continue;
                    const a = light(parse(getComputedStyle(element).color));
                    const b = light(behind(element));
                    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                    if (ratio < 4.5) faint.add(`${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
                }
                return [...faint];
            })()""";

    @Test
    void theKeyboardAloneReachesEverything() throws IOException {
        store("first", "second");
        go();
        browser.keys(Keys.TAB);
        assertThat(browser.<String>evaluate("document.activeElement.id")).isEqualTo("skip");
        browser.keys(Keys.ENTER);
        assertThat(browser.<String>evaluate("document.activeElement.id")).isEqualTo("main");
        browser.tabTo("#panel-curves select");
        browser.keys(Keys.ARROW_DOWN);
        browser.until(() -> "epoch".equals(browser.find("#panel-curves select").getAttribute("value")), "another axis");
        browser.tabTo("#panel-curves input[type=checkbox]");
        browser.keys(" ");
        browser.tabTo("#panel-curves button[aria-label='Zoom in']");
        browser.keys(Keys.ENTER);
        browser.until(() -> browser.address().contains("x=epoch"), "a zoom");
        browser.tabTo("#panel-curves summary");
        browser.keys(Keys.ENTER);
        browser.find("#panel-curves details[open] tbody tr");
        browser.reload();
        browser.tabTo("#panel-runs input[type=checkbox]:not(:checked)");
        browser.keys(" ");
        browser.until(() -> browser.all("#panel-runs input[type=checkbox]:checked").size() == 2, "a second run");
        String focused = browser.find("#panel-runs input[type=radio]:checked").getAttribute("value");
        browser.tabTo("#panel-runs input[type=radio]");
        browser.keys(Keys.ARROW_DOWN);
        browser.until(() -> !browser.find("#panel-runs input[type=radio]:checked").getAttribute("value")
                .equals(focused), "another focus");
        assertThat(browser.<Boolean>evaluate(
                "['auto', 'none'].every(v => getComputedStyle(document.activeElement).outlineStyle !== 'none')"))
                .as("the focus is seen").isTrue();
    }

    /** Names for screen readers, landmarks, one heading above all. */
    @Test
    void elementsHaveNames() throws IOException {
        store("first", "second");
        go();
        List<String> nameless = browser.all("button, input, select, a, canvas, summary, [role=application], progress")
                .stream().filter(each -> each.isDisplayed() && each.getAccessibleName().isBlank()
                        && !"true".equals(each.getAttribute("aria-hidden"))
                        && !browser.<Boolean>evaluate("arguments[0].closest('[aria-hidden=true],[role=img]') !== null",
                                each))
                .map(each -> each.getAttribute("outerHTML")).toList();
        assertThat(nameless).isEmpty();
        assertThat(browser.all("h1")).hasSize(1);
        assertThat(browser.all("main")).hasSize(1);
        assertThat(browser.all("header, [role=banner]")).isNotEmpty();
        assertThat(browser.<String>evaluate("document.documentElement.lang")).isEqualTo("en");
    }
}
