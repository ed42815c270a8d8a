package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.RunRecorder;
import dev.lanewise.board.SmallFit;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivesTest {
    @TempDir
    Path folder;

    private static void add(Lives lives, RunRecorder recorder) {
        lives.add(recorder::folder, recorder.control());
    }

    @Test
    void ofTrainingsThatAreOverTheLastAreKept() {
        Lives lives = new Lives();
        RunRecorder waiting = RunRecorder.in(folder, "waiting");
        add(lives, waiting);
        for (int i = 0; i < Lives.MOST_OVER + 3; i++) {
            SmallFit fit = new SmallFit();
            RunRecorder recorder = RunRecorder.in(folder, "run" + i).withoutHistograms();
            add(lives, recorder);
            fit.trainer.with(recorder).fit(fit.training, 1);
        }
        new SmallFit().trainer.with(waiting);
        add(lives, RunRecorder.in(folder, "next"));
        assertThat(lives.byFolder().keySet()).containsExactlyElementsOf(
                IntStream.range(3, Lives.MOST_OVER + 3).mapToObj(i -> folder.resolve("run" + i)).toList());
        SmallFit last = new SmallFit();
        RunRecorder recorder = RunRecorder.in(folder, "last");
        add(lives, recorder);
        last.trainer.with(recorder).fit(last.training, 1);
        assertThat(lives.byFolder()).containsEntry(folder.resolve("last"), recorder.control());
    }
}
