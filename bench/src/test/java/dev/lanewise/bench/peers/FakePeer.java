package dev.lanewise.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An interpreter that runs no Python, but does in a few lines of shell what a test asks for. */
final class FakePeer {
    private FakePeer() {}

    /** A worker that reports the given result and 7 µs for everything. */
    static Path answering(Path folder, String check) throws IOException {
        return script(folder, """
                echo 'ready Fake 1.0'
                while read -r request name rest; do
                    case $request in
                    open) echo 'opened %s' ;;
                    time) echo 'us 7.0' ;;
                    *) echo closed ;;
                    esac
                done""".formatted(check));
    }

    /** An executable with these lines. */
    static Path script(Path folder, String lines) throws IOException {
        Path script = folder.resolve("python");
        Files.writeString(script, "#!/bin/sh\n" + lines + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
