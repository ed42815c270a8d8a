package dev.lanewise.examples.mnist;

import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The progress of one epoch: a bar in a terminal, nothing where the output goes elsewhere or shall be quiet. */
final class Progress implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    @SuppressWarnings("SystemConsoleNull")
    static Progress ofEpoch(int epoch, int epochs, int samples, boolean quiet) {
        Console console = System.console(); // null without a terminal, as again since JDK 25
        if (quiet || console == null || !console.isTerminal()) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName("epoch " + epoch + "/" + epochs)
                .setInitialMax(samples)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .showSpeed()
                .clearDisplayOnFinish()
                .build());
    }

    void advance(int samples, double loss, double accuracy) {
        if (bar != null) {
            bar.stepBy(samples);
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f accuracy %.4f", loss, accuracy));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
