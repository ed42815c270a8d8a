package dev.lanewise.board.web;

import dev.lanewise.board.Board;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program of {@link LoadTest}'s other JVM: a board that says what memory it takes whenever it reads a line. */
final class LoadedBoard {
    private LoadedBoard() {}

    /** Takes the folder of the runs. */
    public static void main(String[] args) throws IOException {
        try (Board board = Board.in(Path.of(args[0])).port(0).open();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(board.address());
            while (in.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.println(((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " " + resident());
            }
        }
    }

    /** What the system holds of this process in memory, in megabytes; 0 where it does not say. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
            }
        }
        return 0;
    }
}
