package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window, with a profile of its own, that remembers what its pages requested and what they wrote
 * to their consoles. Tests that open one are skipped where there is none.
 */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    /** It warns that the DevTools protocol is another version's: the few commands used here are in all. */
    private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    /** Run in each page before its own scripts. */
    private static final String OBSERVE_SHIFTS = """
            window.layoutShift = 0;
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) {
                    if (!entry.hadRecentInput) {
                        window.layoutShift += entry.value;
                    }
                }
            }).observe({type: 'layout-shift', buffered: true});
            """;

    private final ChromeDriver driver;
    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens one of 1280 x 900 pixels. */
    public static Browser open() {
        Programs programs = Programs.find();
        VERSIONS.setLevel(Level.SEVERE);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(programs.driver().toFile()).usingAnyFreePort().build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(programs.browser().toFile());
        options.addArguments("--headless=new", "--window-size=1280,900", "--disable-dev-shm-usage", "--disable-gpu",
                "--force-color-profile=srgb", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--lang=en");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // which Chromium has for other users only
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        Browser browser = new Browser(driver);
        browser.devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", OBSERVE_SHIFTS));
        return browser;
    }

    /** A command of the DevTools protocol. */
    public Map<String, Object> devTools(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    /** Has pages take the browser for one of this width and height, in CSS pixels. */
    public Browser size(int width, int height) {
        devTools("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** Has pages believe that their reader likes a dark or a light page, and no movement. */
    public Browser dark(boolean dark) {
        devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        return this;
    }

    /** Loads a page. */
    public Browser go(URI address) {
        driver.get(address.toString());
        return this;
    }

    /** Loads the page again. */
    public Browser reload() {
        driver.navigate().refresh();
        return this;
    }

    /** Opens another tab and goes on in that. */
    public Browser tab() {
        driver.switchTo().newWindow(WindowType.TAB);
        return this;
    }

    /** Goes on in the tab that was opened before the last one. */
    public void previousTab() {
        List<String> tabs = List.copyOf(driver.getWindowHandles());
        driver.switchTo().window(tabs.get(tabs.size() - 2));
    }

    /** Closes all tabs but the first. */
    public void oneTab() {
        List<String> tabs = List.copyOf(driver.getWindowHandles());
        for (String tab : tabs.subList(1, tabs.size())) {
            driver.switchTo().window(tab).close();
        }
        driver.switchTo().window(tabs.getFirst());
    }

    /** Its address now, with what stands behind {@code #}. */
    public String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    // ---- what is there

    /** The element that a CSS selector finds, which may take a while to come. */
    public WebElement find(String selector) {
        return until(() -> driver.findElements(By.cssSelector(selector)).stream().findFirst().orElse(null),
                "an element " + selector);
    }

    /** All elements that it finds now. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The text of the page, or of a part of it, as it is seen. */
    public String text(String selector) {
        return find(selector).getText();
    }

    /** Waits until a part of the page shows a text. */
    public void waitForText(String selector, String part) {
        until(() -> text(selector).contains(part) ? part : null, "'" + part + "' in " + selector);
    }

    /** The value of an expression in the page. */
    @SuppressWarnings("unchecked")
    public <T> T evaluate(String expression, Object... arguments) {
        return (T) Objects.requireNonNull(driver.executeScript("return (" + expression + ");", arguments), expression);
    }

    /** The value of an expression that is a promise. */
    @SuppressWarnings("unchecked")
    public <T> T await(String promise) {
        return (T) Objects.requireNonNull(driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                        + "(" + promise + ").then(done, error => done('failed: ' + error));"),
                promise);
    }

    /** Waits until something is there, or true. */
    public <T> T until(Supplier<@Nullable T> look, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T found = null;
            try {
                found = look.get();
            } catch (StaleElementReferenceException | NoSuchElementException _) {
                // The page has changed under the look; the next one sees more.
            }
            if (found != null && !Boolean.FALSE.equals(found)) {
                return found;
            }
            if (System.nanoTime() > end) {
                gather();
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain for " + what + " at "
                        + address() + "; the page shows: " + driver.findElement(By.tagName("body")).getText()
                        + "; its console: " + complaints);
            }
            pause(LOOK_MILLIS);
        }
    }

    /** Lets time pass, where only that shows that nothing happens. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test is to end", e);
        }
    }

    // ---- what is done

    /** Clicks on what a selector finds, once that is possible. */
    public void click(String selector) {
        until(() -> {
            find(selector).click();
            return true;
        }, "a click on " + selector);
    }

    /** Clicks on the element of a selector that has this text, or this label for screen readers. */
    public void click(String selector, String name) {
        until(() -> {
            named(selector, name).click();
            return true;
        }, "a click on " + selector + " '" + name + "'");
    }

    /** The element of a selector that has this text, or this label for screen readers. */
    public WebElement named(String selector, String name) {
        return until(() -> all(selector).stream()
                .filter(each -> name.equals(each.getText()) || name.equals(each.getAccessibleName()))
                .findFirst().orElse(null), selector + " '" + name + "'");
    }

    /** Presses keys, of which whatever has the focus hears. */
    public void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /**
     * Presses the tabulator key until an element has the focus.
     *
     * @throws AssertionError if it never gets there
     */
    public void tabTo(String selector) {
        for (int presses = 0; presses < 400; presses++) {
            if (this.<Boolean>evaluate("document.activeElement.matches(arguments[0])", selector)) {
                return;
            }
            keys(Keys.TAB);
        }
        throw new AssertionError("the tabulator key does not lead to " + selector);
    }

    /** Moves the mouse, pressed, along points of an element: fractions of its width and height. */
    public void stroke(WebElement element, double... points) {
        int width = element.getSize().getWidth();
        int height = element.getSize().getHeight();
        Actions actions = new Actions(driver);
        for (int i = 0; i < points.length; i += 2) {
            actions.moveToElement(element, (int) ((points[i] - 0.5) * width), (int) ((points[i + 1] - 0.5) * height));
            if (i == 0) {
                actions.clickAndHold();
            }
        }
        actions.release().perform();
    }

    /** What is seen of a page of this width and height, as a PNG. */
    public byte[] picture(int width, int height) {
        size(width, height);
        pause(500); // for what is drawn anew
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    // ---- what may not happen

    /** The sum of layout shifts since the page was loaded that followed no input. */
    public double layoutShift() {
        return this.<Number>evaluate("window.layoutShift").doubleValue();
    }

    /** Bytes that the page's objects take, once those that nobody needs are gone. */
    public long heap() {
        devTools("HeapProfiler.collectGarbage", Map.of());
        return ((Number) Objects.requireNonNull(devTools("Runtime.getHeapUsage", Map.of()).get("usedSize")))
                .longValue();
    }

    /** The addresses that pages have requested so far. */
    public List<String> requests() {
        gather();
        return List.copyOf(requests);
    }

    /** What pages have complained of on their consoles so far. */
    public List<String> complaints() {
        gather();
        return List.copyOf(complaints);
    }

    /** Forgets complaints: those of a page that is meant to have some. */
    public void forget() {
        gather();
        complaints.clear();
        requests.clear();
    }

    /** No page has complained on its console, and none has requested anything from elsewhere. */
    public void assertClean(URI board) {
        assertThat(complaints()).as("complaints on the console").isEmpty();
        String own = board.getScheme() + "://" + board.getAuthority() + "/";
        assertThat(requests()).as("requests").isNotEmpty()
                .allMatch(each -> each.startsWith(own) || each.startsWith("data:") || each.startsWith("blob:"));
    }

    private void gather() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(entry.getMessage());
            }
        }
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            Map<String, Object> event = part(new Json().toType(entry.getMessage(), Json.MAP_TYPE), "message");
            if ("Network.requestWillBeSent".equals(event.get("method"))) {
                requests.add(String.valueOf(part(part(event, "params"), "request").get("url")));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(Map<String, Object> object, String name) {
        return object.get(name) instanceof Map<?, ?> part ? (Map<String, Object>) part : new LinkedHashMap<>();
    }

    /** Keeps what is seen now, for people to look at. */
    public void keep(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
