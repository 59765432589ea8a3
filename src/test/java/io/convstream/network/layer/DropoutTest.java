package io.convstream.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {

    private static final Dropout LAYER = new Dropout(new ImageShape(1, 1, 100), 3, 0.8);

    private static float[] mask(Dropout dropout, long seed, long step, long first, int size) {
        var mask = new float[size];
        dropout.mask(seed, step, first, mask);
        return mask;
    }

    @Test
    void theMeanIsPreserved() {
        float[] mask = mask(LAYER, 1, 2, 0, 1_000_000);
        double sum = 0;
        for (float value : mask) {
            assertThat(value == 0 || value == 1.25f).isTrue();
            sum += value;
        }
        assertThat(sum / mask.length).isCloseTo(1, within(0.003));
    }

    @Test
    void theMaskDependsOnTheIndexInTheBatchNotOnTheTower() {
        float[] whole = mask(LAYER, 1, 2, 0, 500);
        assertThat(mask(LAYER, 1, 2, 300, 200)).isEqualTo(Arrays.copyOfRange(whole, 300, 500));
    }

    @Test
    void seedStepAndLayerGiveOtherMasks() {
        float[] mask = mask(LAYER, 1, 2, 0, 500);
        assertThat(mask(LAYER, 2, 2, 0, 500)).isNotEqualTo(mask);
        assertThat(mask(LAYER, 1, 3, 0, 500)).isNotEqualTo(mask);
        assertThat(mask(new Dropout(new ImageShape(1, 1, 100), 4, 0.8), 1, 2, 0, 500))
                .isNotEqualTo(mask);
    }
}
