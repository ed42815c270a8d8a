package dev.lanewise.bench.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingSpeedTest {
    @Test
    void callersThatShareAnEncoderAreCounted(@TempDir Path folder) throws Exception {
        EncoderModel.write(folder);
        TokenizerModel words = new TokenizerModel();
        words.writeWordPiece(folder);
        StringWriter out = new StringWriter();
        new SharingSpeed(folder, words.english(3), 0.1, new PrintWriter(out, true), new Repeated(0.1)).run(1,
                List.of(1));
        assertThat(out.toString().lines()).hasSize(2 + SharingSpeed.CALLERS.size());
        assertThat(out.toString()).containsPattern("(?m)^ +1 +1 +[0-9.]+ +1.00 +[0-9.]+ +[0-9.]+$")
                .containsPattern("(?m)^ +1 +8 +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$");
    }
}
