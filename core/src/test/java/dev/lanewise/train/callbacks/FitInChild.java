package dev.lanewise.train.callbacks;

import dev.lanewise.io.Safetensors;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Measure;
import java.nio.file.Path;
import java.util.Map;

/** A slow training that goes on where it was ended: {@code FolderOfTheRun [exit | callback]}; run by {@link PauseOnExitTest}. */
final class FitInChild {
    static final int EPOCHS = 30;

    private FitInChild() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Fits fits = new Fits();
        boolean exits = args.length > 1;
        long first = fits.trainer.steps();
        fits.trainer.measure(Measure.accuracy())
                .with(new EarlyStopping("validation.loss").patience(EPOCHS),
                        new Checkpoints(folder.resolve("run.safetensors")).everySteps(2),
                        MetricsFile.csv(folder.resolve("run.csv")),
                        new TensorBoard(folder.resolve("board")).everySteps(1),
                        new BestModels(folder.resolve("models"), "validation.loss"),
                        Progress.inTerminal(), new PauseOnExit(), new Callback() {
                            @Override
                            public void after(Fit fit) {
                                System.out.println("after, too");
                            }

                            @Override
                            public void step(Fit fit) {
                                if (exits && args[1].equals("callback") && fit.step() > first + 7) {
                                    System.exit(4);
                                }
                                if (exits && fit.step() > first + 7) {
                                    new Thread(() -> System.exit(3)).start();
                                }
                                sleep(4);
                            }
                        })
                .resume(folder.resolve("run.safetensors"));
        fits.trainer.fit(fits.training, fits.validation, EPOCHS);
        Safetensors.save(folder.resolve("model.safetensors"), fits.model.stateDict(), Map.of());
        System.out.println("done");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
