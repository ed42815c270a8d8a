package dev.lanewise.examples.flame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FlameCommandTest {
    private static final Pattern PERCENT = Pattern.compile(": [0-9.]+ ms, ([0-9.]+) %");

    @TempDir
    Path folder;

    private Path record(Object... program) throws Exception {
        Path recording = folder.resolve("training.jfr");
        new ChildJvm(folder)
                .with("-XX:StartFlightRecording=settings=profile,settings=lanewise.jfc,filename=" + recording,
                        "-Xlog:jfr*=off")
                .run(program)
                .assertSuccess();
        assertThat(recording).exists();
        return recording;
    }

    @Test
    void aRecordedTrainingIsDrawnFromStepsToKernels() throws Exception {
        Path recording = record("mnist", "--synthetic", "--epochs", "1", "--threads", "1");
        Path picture = folder.resolve("flame.svg");
        Outcome outcome = Outcome.of("flame", recording, picture).assertSuccess();
        assertThat(outcome.out()).matches("[0-9.]+ s of training drawn in .*flame.svg\\R");

        Element svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile())
                .getDocumentElement();
        NodeList titles = svg.getElementsByTagName("title");
        List<String> labels = IntStream.range(0, titles.getLength())
                .mapToObj(i -> titles.item(i).getTextContent())
                .toList();
        assertThat(labels.getFirst()).startsWith("training: ").contains("100.0 %");
        assertThat(labels)
                .anyMatch(label -> label.startsWith("training steps: "))
                .anyMatch(label -> label.startsWith("replays: "))
                .anyMatch(label -> label.startsWith("captures: "))
                .anyMatch(label -> label.matches("\\d: Linear\\(784, 128\\): .*"))
                .anyMatch(label -> label.contains("matmul"))
                .anyMatch(label -> label.matches("(Simd|Scalar)\\w*\\.\\w+: .*"));
        for (String label : labels) {
            Matcher share = PERCENT.matcher(label);
            assertThat(share.find()).as(label).isTrue();
            assertThat(Double.parseDouble(share.group(1))).isBetween(0.0, 100.0);
        }
        assertThat(Files.size(picture)).isLessThan(60_000);
        assertThat(folder.resolve("flame.svg.part")).doesNotExist();
        Outcome.of("flame", recording, folder).assertFailure("it is a folder, and cannot be written");
        Outcome.of("flame", recording, folder.resolve("nowhere/flame.svg"))
                .assertFailure("flame.svg: it cannot be written (there is no such folder)");
        Outcome.of("flame", "--skip", "1000", recording, picture)
                .assertFailure("training.jfr: no event of Lanewise is in it after 1000.0 s");
    }

    @Test
    void whatIsNoRecordingIsRefusedAndNothingIsWritten() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jfr"), "no recording");
        Path picture = Files.writeString(folder.resolve("flame.svg"), "an earlier picture");
        Outcome.of("flame", text, picture).assertFailure("text.jfr: it cannot be read, is damaged or no recording (");
        Outcome.of("flame", folder.resolve("missing.jfr"), picture)
                .assertFailure("missing.jfr: there is no such file");
        Outcome.of("flame", "--skip", "-1", text, picture).assertWrongUsage("--skip -1.0: 0 or more");
        assertThat(picture).hasContent("an earlier picture");
    }

    @Test
    void textInBoxesIsEscaped() {
        Box root = new Box(Box.Kind.RUN, "training");
        root.part(Box.Kind.BLOCK, "a <b> & \u0001").add(1e6);
        assertThat(Svg.of(root, "<title>")).contains("&lt;title&gt;",
                "a &lt;b&gt; &amp; ?: 1.0 ms, 100.0 %, run 1 times");
    }

    @Test
    void samplesShareOutTheTimeOfAnOp() {
        Box op = new Box(Box.Kind.OP, "matmul");
        op.add(100);
        op.splitAmong(Map.of("A.a", 3, "B.b", 1), 5);
        assertThat(op.total()).isEqualTo(100);
        assertThat(op.parts()).extracting(Box::label).containsExactly("A.a", "B.b");
        assertThat(op.parts()).extracting(Box::total).containsExactly(60.0, 20.0);
    }
}
