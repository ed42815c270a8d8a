package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class BuiltInDigitsTest {
    private static final int SIDE = BuiltInDigits.SIDE;

    @Test
    void aSeedGivesTheseBytesOnEveryMachine() {
        Digits digits = BuiltInDigits.train(1, 200);
        assertThat(Download.sha256(digits.pixels()))
                .isEqualTo("a61d9c8d3dcb3a43cf33e0215acd052bbc0b10de6a3136855b71d5437afb7a5d");
        assertThat(Download.sha256(digits.labels()))
                .isEqualTo("518591ea90c6c145f5f896eee10055fe84305f6fcf969abd7e9a25d3bf1a4ffd");
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        Digits here = BuiltInDigits.train(3, 1300);
        for (int threads : new int[] {1, 3}) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                Digits there = pool.submit(() -> BuiltInDigits.train(3, 1300)).join();
                assertThat(there.pixels()).isEqualTo(here.pixels());
                assertThat(there.labels()).isEqualTo(here.labels());
            }
        }
    }

    @Test
    void seedsAndSetsDiffer() {
        byte[] train = BuiltInDigits.train(1, 50).pixels();
        assertThat(BuiltInDigits.test(1, 50).pixels()).isNotEqualTo(train);
        assertThat(BuiltInDigits.train(2, 50).pixels()).isNotEqualTo(train);
    }

    @Test
    void allDigitsAreEquallyFrequentAndShuffled() {
        byte[] labels = BuiltInDigits.test(1, 1000).labels();
        int[] counts = new int[10];
        int inPlace = 0;
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]]++;
            inPlace += labels[i] == i % 10 ? 1 : 0;
        }
        assertThat(counts).containsOnly(100);
        assertThat(inPlace).isBetween(50, 150);
    }

    @Test
    void noPicturesAreNoPictures() {
        assertThat(BuiltInDigits.train(1, 0).pixels()).isEmpty();
    }

    @Test
    void everyDigitIsCentredByItsMassAndFitsTwentyPixels() {
        Digits digits = BuiltInDigits.train(5, 500);
        for (int n = 0; n < digits.count(); n++) {
            float[] grey = digits.grey(n);
            double mass = 0;
            double rowMass = 0;
            double colMass = 0;
            int top = SIDE;
            int bottom = 0;
            for (int i = 0; i < grey.length; i++) {
                mass += grey[i];
                int row = i / SIDE;
                int col = i % SIDE;
                rowMass += grey[i] * (row + 0.5);
                colMass += grey[i] * (col + 0.5);
                if (grey[i] > 0.3) {
                    top = Math.min(top, row);
                    bottom = Math.max(bottom, row);
                }
            }
            // centred on pixel 14, whose middle is at 14.5, unless that would push the box out of the picture
            assertThat(rowMass / mass).as("row of picture %d", n).isBetween(13.0, 16.0);
            assertThat(colMass / mass).as("column of picture %d", n).isBetween(13.0, 16.0);
            assertThat(bottom - top + 1).as("height of picture %d", n).isBetween(6, 20);
            assertThat(mass).as("ink of picture %d", n).isBetween(15.0, 300.0);
        }
    }

    @Test
    void theNearestMeanOfEachDigitReadsMostOfTheTestSet() {
        Digits train = BuiltInDigits.train(1, 3000);
        float[][] means = new float[10][SIDE * SIDE];
        for (int n = 0; n < train.count(); n++) {
            float[] grey = train.grey(n);
            for (int i = 0; i < grey.length; i++) {
                means[train.labels()[n]][i] += grey[i] / 300;
            }
        }
        Digits test = BuiltInDigits.test(1, 1000);
        int right = 0;
        for (int n = 0; n < test.count(); n++) {
            right += nearest(means, test.grey(n)) == test.labels()[n] ? 1 : 0;
        }
        assertThat(right).isBetween(700, 970); // readable, and not all alike
    }

    private static int nearest(float[][] means, float[] grey) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int i = 0; i < grey.length; i++) {
                double d = means[digit][i] - grey[i];
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = digit;
            }
        }
        return best;
    }
}
