package dev.lanewise.bench.determinism;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to start a JVM.
 *
 * @param options those of {@code java}
 * @param vectors whether the incubator module is there
 */
record Setting(List<String> options, boolean vectors) {
    private static final String MODULE = "jdk.incubator.vector";

    private static Setting of(String... options) {
        return new Setting(List.of(options), true);
    }

    /** The few that the build tries. */
    static List<Setting> quick() {
        return List.of(of(), of("-Xint"), of("-XX:TieredStopAtLevel=1", "-Dlanewise.threads=1"),
                of("-Dlanewise.simd=off", "-Dlanewise.threads=3", "-Dlanewise.fusion=off"));
    }

    /** All of them. */
    static List<Setting> all() {
        List<Setting> all = new ArrayList<>(List.of(of(), new Setting(List.of(), false)));
        for (String compiler : List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-Xcomp",
                "-Xbatch",
                "-XX:-UseSuperWord", "-XX:-UseOnStackReplacement", "-XX:-UseFMA", "-XX:-DoEscapeAnalysis")) {
            all.add(of(compiler));
        }
        all.add(of("-XX:+UnlockExperimentalVMOptions", "-XX:-EnableVectorSupport"));
        for (String collector : List.of("Serial", "Parallel", "G1", "Z", "Shenandoah")) {
            all.add(of("-XX:+Use" + collector + "GC"));
        }
        for (String memory : List.of("-Xmx24m", "-Xmx48m", "-Xmx4g", "-XX:+UseCompactObjectHeaders",
                "-XX:-UseCompressedOops",
                "-XX:ObjectAlignmentInBytes=16")) {
            all.add(of(memory));
        }
        all.add(of("-Xmx24m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        for (int avx = 0; avx <= 3; avx++) {
            all.add(of("-XX:UseAVX=" + avx));
        }
        all.add(of("-XX:UseAVX=1", "-Dlanewise.simd=128"));
        all.add(of("-XX:UseAVX=2", "-Dlanewise.simd=128"));
        for (String simd : List.of("off", "128", "256", "512")) {
            for (int threads : new int[] {1, 2, 3, 7}) {
                all.add(of("-Dlanewise.simd=" + simd, "-Dlanewise.threads=" + threads));
            }
            all.add(of("-Dlanewise.simd=" + simd, "-Dlanewise.fusion=off"));
        }
        all.add(of("-Dlanewise.fusion=off", "-Dlanewise.threads=7"));
        all.add(of("-XX:-TieredCompilation", "-Dlanewise.threads=3", "-XX:+UseParallelGC"));
        all.add(new Setting(List.of("-XX:-TieredCompilation", "-Dlanewise.threads=7"), false));
        all.add(new Setting(List.of("-Xint", "-Dlanewise.fusion=off"), false));
        return all;
    }

    /** The options as one writes them. */
    String label() {
        return String.join(" ", arguments());
    }

    /** What follows {@code java}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (vectors) {
            arguments.add("--add-modules=" + MODULE);
        }
        arguments.addAll(options);
        return arguments;
    }
}
