package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class LanesTest {
    @Test
    void anythingButAWidthMeansTheWidthTheJvmPrefers() {
        assertThat(Lanes.species("auto", 256)).isSameAs(FloatVector.SPECIES_256);
        assertThat(Lanes.species("required", 512)).isSameAs(FloatVector.SPECIES_512);
    }

    @Test
    void vectorsBeyond512BitsAreNotUsed() {
        assertThat(Lanes.species("auto", 1024)).isSameAs(FloatVector.SPECIES_512);
        assertThat(Lanes.species("512", 2048)).isSameAs(FloatVector.SPECIES_512);
        assertThat(VectorWidth.widest()).isBetween(128, 512);
    }

    @Test
    void aWidthIsTaken() {
        assertThat(Lanes.species("128", 512)).isSameAs(FloatVector.SPECIES_128);
    }

    @Test
    void aWidthAboveTheProcessorsIsRefusedWithBothWidths() {
        assertThatThrownBy(() -> Lanes.species("512", 256))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("-Dlanewise.simd=512: this JVM has vectors of at most 256 bits");
    }
}
