package dev.lanewise.io;

import java.nio.file.Path;

/** Reads a file in a JVM with little memory and prints what was thrown; run by the tests of the readers. */
final class ReadFile {
    private ReadFile() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        try {
            System.out.println(args[0].endsWith(".safetensors") ? Safetensors.load(file) : Idx.read(file));
        } catch (FormatException e) {
            System.out.println(e.getMessage());
        }
    }
}
