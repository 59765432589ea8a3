package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlateauDetectorTest {

    @Test
    void isOverOnceEveryModelHasHadEnough() {
        PlateauDetector patience = new PlateauDetector(2);
        patience.count("a", 0.5);
        patience.count("a", 0.5);
        patience.count("a", 0.4);
        assertThat(patience.isOver(2)).isFalse();
        patience.count("b", 0.1);
        patience.count("b", 0.1);
        assertThat(patience.isOver(2)).isFalse();
        patience.count("b", 0.1);
        assertThat(patience.isOver(2)).isTrue();
    }

    @Test
    void progressStartsTheCountAnew() {
        PlateauDetector patience = new PlateauDetector(2);
        patience.count("a", 0.5);
        patience.count("a", 0.4);
        patience.count("a", 0.6);
        patience.count("a", 0.6);
        assertThat(patience.isOver(1)).isFalse();
        assertThat(patience.without("a")).isEqualTo(1);
    }
}
