package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

class LanesTest {
    @Test
    void anythingButAWidthMeansTheWidthTheJvmPrefers() {
        assertThat(Lanes.species("auto")).isEqualTo(FloatVector.SPECIES_PREFERRED);
        assertThat(Lanes.species("required")).isEqualTo(FloatVector.SPECIES_PREFERRED);
    }

    @Test
    void aWidthIsTaken() {
        assertThat(Lanes.species("128")).isEqualTo(FloatVector.SPECIES_128);
    }

    @Test
    @DisabledIf("has512")
    void aWidthAboveTheProcessorsIsRefusedWithBothWidths() {
        assertThatThrownBy(() -> Lanes.species("512"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("-Dlanewise.simd=512: this JVM has vectors of at most "
                        + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits");
    }

    static boolean has512() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512;
    }
}
