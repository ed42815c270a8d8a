package dev.lanewise.kernels.choice;

import dev.lanewise.tensor.Engine;

/** Prints what the engine says of its kernels, or why it has none. */
final class EngineReport {
    private EngineReport() {}

    public static void main(String[] args) {
        try {
            System.out.println(Engine.kernels());
        } catch (IllegalArgumentException _) {
            try {
                System.out.println(Engine.description());
            } catch (IllegalArgumentException again) {
                System.out.println(again.getMessage());
            }
            return;
        }
        System.out.println(Engine.description());
    }
}
