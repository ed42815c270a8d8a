package dev.lanewise.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ChildJvm;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the Flight Recorder holds of a training, and that nothing depends on the recorder. */
class FlightTest {
    private static final String OP = "dev.lanewise.Op";
    private static final String STEP = "dev.lanewise.Step";
    private static final String REPLAY = "dev.lanewise.Replay";
    private static final String CAPTURE = "dev.lanewise.Capture";
    private static final String TRAIN_STEP = "dev.lanewise.TrainStep";

    @TempDir
    Path folder;

    private List<RecordedEvent> record(Runnable work, String... enabled) throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String name : enabled) {
                recording.enable(name);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return lanewise(file);
    }

    private static List<RecordedEvent> lanewise(Path file) throws Exception {
        List<RecordedEvent> events = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().startsWith("dev.lanewise.")) {
                events.add(event);
            }
        }
        events.sort((a, b) -> a.getStartTime().compareTo(b.getStartTime()));
        return events;
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream().filter(event -> event.getEventType().getName().equals(type)).toList();
    }

    private static Duration sum(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::getDuration).reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void anEagerOpTellsItsBlockItsShapesAndItsSize() throws Exception {
        List<RecordedEvent> events = record(() -> new SmallTraining().eager(), OP);
        assertThat(events).isNotEmpty().allMatch(event -> event.getEventType().getName().equals(OP));
        RecordedEvent first = events.stream()
                .filter(event -> event.getString("op").equals("linear"))
                .findFirst().orElseThrow();
        assertThat(first.getString("block")).isEqualTo("0: Linear(6, 5)");
        assertThat(first.getString("inputs")).isEqualTo("float[4, 6], float[5, 6], float[5]");
        assertThat(first.getString("outputs")).isEqualTo("float[4, 5]");
        assertThat(first.getLong("bytes")).isEqualTo(4 * (4 * 6 + 5 * 6 + 5 + 4 * 5));
        assertThat(first.getDuration()).isPositive();
        assertThat(events).extracting(event -> event.getString("op")).contains("crossEntropy", "relu", "reluGrad");
        RecordedEvent loss = events.stream()
                .filter(event -> event.getString("op").equals("crossEntropy"))
                .findFirst().orElseThrow();
        assertThat(loss.getString("block")).isNull();
        assertThat(loss.getString("inputs")).contains("int[4]");
    }

    @Test
    void aTrainingIsACaptureAndReplaysOfItsSteps() throws Exception {
        List<RecordedEvent> events = record(() -> new SmallTraining().captured(), TRAIN_STEP, CAPTURE, REPLAY, STEP);
        assertThat(of(events, TRAIN_STEP)).extracting(event -> event.getBoolean("captured"))
                .containsExactly(true, false, false);
        assertThat(of(events, TRAIN_STEP)).extracting(event -> event.getInt("plans")).containsOnly(1);
        RecordedEvent capture = of(events, CAPTURE).getFirst();
        assertThat(of(events, CAPTURE)).hasSize(1);
        assertThat(capture.getString("inputs")).isEqualTo("float[4, 6], int[4]");
        assertThat(capture.getInt("steps")).isLessThan(capture.getInt("ops"));
        assertThat(of(events, REPLAY)).hasSize(2).allSatisfy(replay -> {
            assertThat(replay.getInt("steps")).isPositive();
            assertThat(replay.getLong("bufferBytes")).isEqualTo(capture.getLong("bufferBytes"));
        });
        List<RecordedEvent> steps = of(events, STEP);
        assertThat(steps).hasSize(2 * of(events, REPLAY).getFirst().getInt("steps"));
        assertThat(steps).extracting(event -> event.getString("block")).contains("0: Linear(6, 5)", "2: Linear(5, 3)");
        assertThat(sum(steps)).isLessThanOrEqualTo(sum(of(events, REPLAY)));
        assertThat(sum(of(events, REPLAY))).isLessThanOrEqualTo(sum(of(events, TRAIN_STEP)));
        assertThat(of(events, OP)).isEmpty();
    }

    @Test
    void shortStepsStayBelowTheThreshold() throws Exception {
        Path file = folder.resolve("threshold.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(STEP).withThreshold(Duration.ofHours(1));
            recording.enable(REPLAY);
            recording.start();
            new SmallTraining().captured();
            recording.stop();
            recording.dump(file);
        }
        assertThat(lanewise(file)).extracting(event -> event.getEventType().getName())
                .containsExactly(REPLAY, REPLAY);
    }

    @Test
    void anOpThatFailsLeavesNoEvent() throws Exception {
        List<RecordedEvent> events = record(() -> assertThatThrownBy(
                () -> Indexing.take(Tensor.ones(2, 2), IntTensor.of(5))).isInstanceOf(IndexOutOfBoundsException.class),
                OP);
        assertThat(events).extracting(event -> event.getString("op")).noneMatch(name -> name.startsWith("take"));
    }

    @Test
    void withoutARecordingThereIsNothingToEnd() {
        assertThat(Flight.recordsOps()).isFalse();
        assertThat(Flight.recordsSteps()).isFalse();
        assertThat(Flight.op()).isNull();
        assertThat(Flight.step()).isNull();
        assertThat(Flight.replay()).isNull();
        assertThat(Flight.capture()).isNull();
        assertThat(Flight.trainStep()).isNull();
    }

    @Test
    void aRecordingChangesNoBit() throws Exception {
        float[] losses = new float[2];
        record(() -> {
            losses[0] = new SmallTraining().captured();
            losses[1] = new SmallTraining().eager();
        }, OP, STEP, TRAIN_STEP);
        assertThat(losses).containsExactly(new SmallTraining().captured(), new SmallTraining().eager());
    }

    @Test
    void aRunTimeImageWithoutTheRecorderTrainsTheSame() throws Exception {
        String loss = Integer.toString(Float.floatToIntBits(new SmallTraining().captured()));
        assertThat(ChildJvm.run(List.of("--limit-modules", "java.base", "-Dlanewise.simd=off"), SmallTraining.class))
                .containsExactly("false", loss, loss);
        assertThat(ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), SmallTraining.class))
                .containsExactly("true", loss, loss);
    }

    @Test
    void theCommandLineStartsARecordingThatNamesTheEvents() throws Exception {
        Path file = folder.resolve("started.jfr");
        List<String> options = List.of("-Xlog:jfr*=off", "-Dlanewise.simd=off",
                "-XX:StartFlightRecording=settings=none,filename=" + file + ",+" + TRAIN_STEP + "#enabled=true");
        assertThat(ChildJvm.run(options, SmallTraining.class)).hasSize(3);
        assertThat(lanewise(file)).hasSize(3).allMatch(event -> event.getEventType().getName().equals(TRAIN_STEP));
    }

    @Test
    void onTheModulePathAsWell() throws Exception {
        Path file = folder.resolve("module.jfr");
        List<String> output = ChildJvm.java(List.of("-Xlog:jfr*=off", "-Dlanewise.simd=off",
                "-XX:StartFlightRecording=settings=none,filename=" + file + ",+" + TRAIN_STEP + "#enabled=true",
                "--module-path", ChildJvm.folderOf("/dev/lanewise/kernels/Kernels.class"),
                "--patch-module", "dev.lanewise=" + ChildJvm.folderOf("/dev/lanewise/ChildJvm.class"),
                "--module", "dev.lanewise/" + SmallTraining.class.getName()));
        assertThat(output).hasSize(3).startsWith("true");
        assertThat(lanewise(file)).hasSize(3);
    }
}
