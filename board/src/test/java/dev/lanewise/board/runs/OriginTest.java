package dev.lanewise.board.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that processes of this and of other machines and containers write. */
class OriginTest {
    /** A process that is not there, and one that is. */
    private static final long GONE = Integer.MAX_VALUE;
    private static final long HERE = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private Path run(String state, String origin) throws IOException {
        Path file = folder.resolve(RunFolder.RUN);
        Files.writeString(file, "{\"version\":1,\"state\":\"" + state + "\",\"step\":7," + origin + "}");
        return file;
    }

    private static String elsewhere(long pid) {
        return "\"pid\":" + pid + ",\"started\":\""
                + ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH)
                + "\",\"host\":\"gpu3\",\"pidSpace\":\"another boot pid:[1]\"";
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private String state() {
        return new RunReader(folder).read().state();
    }

    @Test
    void aWriterElsewhereMayBeSilentForLonger() throws IOException {
        Path file = run("running", elsewhere(GONE));
        age(file, Duration.ofSeconds(60));
        assertThat(state()).isEqualTo("running");
        age(file, Duration.ofSeconds(130));
        assertThat(state()).isEqualTo("interrupted");
    }

    /** A process of this machine with that number, even one of the same second, is another one. */
    @Test
    void aNumberOfAnotherSpaceIsNoProcessOfThisOne() throws IOException {
        age(run("running", elsewhere(HERE)), Duration.ofMinutes(5));
        assertThat(state()).isEqualTo("interrupted");
    }

    @Test
    void aWriterHereIsJudgedByItsProcess() throws IOException {
        StringWriter own = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(own)) {
            json.writeStartObject();
            Origin.here().write(json);
            json.writeEndObject();
        }
        String origin = own.toString().substring(1, own.toString().length() - 1);
        Path file = run("paused", origin);
        age(file, Duration.ofHours(5));
        assertThat(state()).isEqualTo("paused");
        run("paused", origin.replace("\"pid\":" + HERE, "\"pid\":" + GONE));
        age(file, Duration.ofSeconds(10));
        assertThat(state()).isEqualTo("interrupted");
    }

    /** A clock that was set since, as of a computer that slept, gives a process another start than it had. */
    @Test
    void aProcessWhoseStartIsDoubtfulIsJudgedByItsPulse() throws IOException {
        String start = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH).minusSeconds(7200)
                .toString();
        Path file = run("paused", "\"pid\":" + HERE + ",\"started\":\"" + start + "\",\"host\":\"here\",\"pidSpace\":\""
                + Origin.here().space() + "\"");
        age(file, Duration.ofSeconds(9));
        assertThat(state()).isEqualTo("paused");
        age(file, Duration.ofSeconds(40));
        assertThat(state()).isEqualTo("interrupted");
    }

    /** The clock of a machine may be wrong by hours: what is seen to move has moved now. */
    @Test
    void aClockThatIsWrongIsNotBelieved() throws IOException {
        Path file = run("running", elsewhere(GONE));
        age(file, Duration.ofHours(3));
        age(folder, Duration.ofHours(3)); // a pulse leaves the folder as it is
        RunReader reader = new RunReader(folder);
        assertThat(reader.read().state()).isEqualTo("interrupted");
        assertThat(reader.read().state()).isEqualTo("interrupted");
        age(file, Duration.ofHours(3).minusSeconds(10)); // its next pulse
        assertThat(reader.read().state()).isEqualTo("running");
        Path steps = Files.writeString(folder.resolve(RunFolder.STEPS), "{}\n");
        age(steps, Duration.ofHours(3));
        reader = new RunReader(folder);
        assertThat(reader.read().state()).isEqualTo("interrupted");
        Files.writeString(steps, "{}\n{}\n");
        age(steps, Duration.ofHours(3));
        assertThat(reader.read().state()).isEqualTo("running");
        age(file, Duration.ofHours(-3));
        assertThat(state()).as("of a clock that is fast").isEqualTo("running");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems say nothing of boots and namespaces")
    void thisProcessSaysWhereItIs() {
        Origin here = Origin.here();
        assertThat(here.host()).isNotEmpty();
        assertThat(here.space()).matches("[0-9a-f-]{36}");
        assertThat(here.isVisible()).isTrue();
        assertThat(here.isAlive()).isTrue();
        assertThat(new Origin(here.host(), here.space() + "1", here.pid(), here.started()).isVisible()).isFalse();
    }

    @Test
    void aPulseTouchesAFileUntilItIsClosed() throws Exception {
        Path file = folder.resolve("file");
        try (Pulse _ = new Pulse(file, Duration.ofMillis(5))) {
            Thread.sleep(20); // it is not there yet
            Files.writeString(file, "x");
            age(file, Duration.ofHours(1));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minusSeconds(1800))) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(5);
            }
        }
        Thread.sleep(100); // a touch may have been in progress
        age(file, Duration.ofHours(1));
        Thread.sleep(100);
        assertThat(Files.getLastModifiedTime(file).toInstant()).isBefore(Instant.now().minusSeconds(1800));
        assertThat(file).hasContent("x");
    }
}
