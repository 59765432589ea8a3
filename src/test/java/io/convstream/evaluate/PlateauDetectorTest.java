package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlateauDetectorTest {

    @Test
    void hasPlateauedOnceEveryModelHas() {
        PlateauDetector plateau = new PlateauDetector(2);
        plateau.add("a", 0.5);
        plateau.add("a", 0.5);
        plateau.add("a", 0.4);
        assertThat(plateau.hasPlateaued(2)).isFalse();
        plateau.add("b", 0.1);
        plateau.add("b", 0.1);
        assertThat(plateau.hasPlateaued(2)).isFalse();
        plateau.add("b", 0.1);
        assertThat(plateau.hasPlateaued(2)).isTrue();
    }

    @Test
    void anImprovementResetsTheCount() {
        PlateauDetector plateau = new PlateauDetector(2);
        plateau.add("a", 0.5);
        plateau.add("a", 0.4);
        plateau.add("a", 0.6);
        plateau.add("a", 0.6);
        assertThat(plateau.hasPlateaued(1)).isFalse();
        assertThat(plateau.stagnantEvaluations("a")).isEqualTo(1);
    }
}
