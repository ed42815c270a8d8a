package dev.lanewise.io;

import java.nio.file.Path;

/** Reads a file in a JVM with little memory and prints what was read or thrown; run by the tests of the readers. */
final class ReadFile {
    private ReadFile() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        try {
            System.out.println(switch (args[0].substring(args[0].lastIndexOf('.') + 1)) {
                case "safetensors" -> Safetensors.load(file);
                case "npy" -> Npy.read(file).shape();
                default -> Idx.read(file);
            });
        } catch (FormatException e) {
            System.out.println(e.getMessage());
        }
    }
}
