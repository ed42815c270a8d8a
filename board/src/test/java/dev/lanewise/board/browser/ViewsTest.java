package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What a classifier's runs show: predictions, mistakes, samples; also of files that are not as they should be. */
class ViewsTest extends PageTest {
    private static final int EPOCHS = 2;

    /** A run with predictions, of which each {@code wrong}th is wrong by one class. */
    private Path write(String id, int count, int classes, int wrong, int... picture) throws IOException {
        Path run = Files.createDirectories(runs().resolve(id));
        String names = IntStream.range(0, classes).mapToObj(i -> "\"<b>" + i + "</b>\"")
                .collect(Collectors.joining(","));
        String shape = IntStream.of(picture).mapToObj(String::valueOf).collect(Collectors.joining(","));
        Files.writeString(run.resolve("run.json"), """
                {"version":1,"name":"%s","begun":"2026-11-30T18:04:17Z","state":"complete","epochs":2,"batches":10,\
                "samples":10,"step":20,"seconds":1,"settings":{},"results":["loss"],"classes":[%s],\
                "examples":{"count":%d,"shape":[%s]},"notes":[]}
                """.formatted(id, names, count, shape));
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        int[] dims = IntStream.concat(IntStream.of(count), IntStream.of(picture)).toArray();
        new Safetensors(Map.of("pictures", Tensor.full(0.5f, dims)), Map.of(), Map.of())
                .save(run.resolve("examples.safetensors"));
        new Safetensors(Map.of(), Map.of("labels", IntTensor.of(labels)), Map.of())
                .save(run.resolve("labels.safetensors"));
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            int often = wrong * epoch;
            int[] predicted = IntStream.range(0, count)
                    .map(i -> wrong > 0 && i % often == 0 ? (labels[i] + 1) % classes : labels[i]).toArray();
            new Safetensors(Map.of("chance", Tensor.full(0.75f, count), "truth", Tensor.full(0.25f, count)),
                    Map.of("predicted", IntTensor.of(predicted)), Map.of())
                    .save(run.resolve("predictions-000" + epoch + ".safetensors"));
        }
        return run;
    }

    @Test
    void theMatrixIsReachedByKeyboardAndShowsItsExamples() throws IOException {
        write("digits", 60, 10, 3, 4, 4);
        browser.go(address());
        browser.waitForText("#panel-confusion", "50 of 60 examples are predicted right");
        browser.tabTo("#panel-confusion .confusion button");
        browser.keys(Keys.ARROW_RIGHT, Keys.ENTER);
        browser.waitForText(".cell-title", "Label <b>0</b> predicted as <b>1</b>: 2");
        assertThat(browser.<String>evaluate("document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("label <b>0</b> predicted as <b>1</b>: 2");
        assertThat(browser.all(".cell-examples canvas")).extracting(canvas -> canvas.getAttribute("aria-label"))
                .containsExactly("Example 0, <b>1</b> with 75 %", "Example 30, <b>1</b> with 75 %");
        browser.keys(Keys.ARROW_DOWN, Keys.ENTER);
        browser.waitForText(".cell-title", "Label <b>1</b> predicted as <b>1</b>: 6");
        assertThat(browser.all("#panel-mistakes canvas")).hasSize(10);
        assertThat(browser.all("#main b b")).isEmpty();
    }

    @Test
    void noNumberOfTheMatrixIsCut() throws IOException {
        write("wide", 20_000, 10, 5000, 2, 2);
        browser.go(address());
        browser.waitForText("#panel-confusion", "19,998 of 20,000");
        for (int width : new int[] {1280, 1000, 768, 360}) {
            browser.size(width, 900);
            assertThat(browser.<List<String>>evaluate("""
                    [...document.querySelectorAll('.confusion tbody td')].filter(cell => {
                        const text = document.createRange();
                        text.selectNodeContents(cell.querySelector('button')?.firstChild ?? cell);
                        const width = cell.getBoundingClientRect().width;
                        return width > 0 && text.getBoundingClientRect().width > width;
                    }).map(cell => cell.textContent)""")).as("%d pixels", width).isEmpty();
        }
        assertThat(browser.requests()).as("labels need no pictures").isNotEmpty()
                .noneMatch(each -> each.endsWith("/examples.safetensors"));
    }

    @Test
    void anEarlierEpochIsChosenForAllPanels() throws IOException {
        write("digits", 60, 10, 3, 4, 4);
        browser.go(address());
        browser.waitForText("#panel-confusion", "50 of 60");
        browser.tabTo("#panel-mistakes input");
        browser.keys(Keys.ARROW_LEFT);
        browser.waitForText("#panel-confusion", "40 of 60");
        browser.waitForText("#panel-mistakes", "20 of 60");
        browser.reload();
        browser.waitForText("#panel-confusion", "40 of 60");
        write("others", 60, 10, 3, 4, 4);
        browser.click(".runs label", "others");
        browser.waitForText("#panel-confusion", "50 of 60");
    }

    @Test
    void manyClassesStayUsable() throws IOException {
        write("many", 2000, 500, 4, 3, 8, 8);
        browser.go(address());
        browser.waitForText("#panel-confusion", "1,750 of 2,000");
        assertThat(browser.all("#panel-confusion button")).hasSizeBetween(10, 50);
        browser.click("#panel-confusion .pairs button");
        browser.waitForText(".cell-title", "predicted as");
        assertThat(browser.<Long>evaluate("document.querySelector('.cell-examples canvas').width")).isEqualTo(8L);
    }

    @Test
    void nothingWrongAndOneExample() throws IOException {
        write("one", 1, 2, 0, 28, 28);
        browser.go(address());
        browser.waitForText("#panel-mistakes", "None of 1 examples is predicted wrong.");
        browser.waitForText("#panel-confusion", "1 of 1 examples are predicted right (100 %)");
    }

    @Test
    void damagedFilesAreSaid() throws IOException {
        Path run = write("damaged", 20, 4, 2, 4, 4);
        Files.write(run.resolve("predictions-0002.safetensors"), new byte[100]);
        Files.writeString(run.resolve("samples.jsonl"), "{\"step\":1,\"epoch\":1,\"name\":\"<img src=x>\",\"text\":"
                + "\"</pre><script>alert(1)</script>\"}\n");
        browser.go(address());
        browser.waitForText("#panel-confusion .fault", "The header of the safetensors file is not a JSON object.");
        browser.waitForText("#panel-samples h3", "<img src=x>");
        browser.waitForText("#panel-samples pre", "</pre><script>alert(1)</script>");
    }

    @Test
    void aReportShowsTheSame() throws IOException {
        Path run = write("digits", 60, 10, 3, 4, 4);
        Path report = folder.resolve("report.html");
        Board.report(run, report);
        browser.go(report.toUri());
        browser.waitForText("#panel-confusion", "50 of 60 examples are predicted right");
        assertThat(browser.all("#panel-mistakes canvas")).hasSize(10);
        browser.click("#panel-confusion button", "label <b>0</b> predicted as <b>0</b>: 4");
        browser.waitForText(".cell-title", "predicted as <b>0</b>: 4");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).allMatch(each -> each.startsWith("data:")
                || each.equals(report.toUri().toString()) || each.startsWith("about:"));
        browser.forget();
        browser.go(address());
    }
}
