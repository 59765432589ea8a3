package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    @Test
    void countsImagesByTrueAndPredictedClass() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        float[] probabilities = {0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, 0.5f, 0.25f};
        matrix.add(probabilities, 0, 0);
        matrix.add(probabilities, 1, 1);
        matrix.add(probabilities, 2, 2);

        Score score = matrix.score();

        assertThat(score.confusionMatrix()).containsExactly(1, 0, 0, 0, 1, 0, 0, 1, 0);
        assertThat(score.precision()).isEqualTo(2 / 3.0);
        assertThat(score.images()).isEqualTo(3);
        assertThat(score.loss()).isCloseTo((2 * Math.log(2) + Math.log(4)) / 3, within(1e-12));
        assertThat(score.recallByClass()).containsExactly(1, 1, 0);
    }

    @Test
    void theLossOfACertainMistakeIsFinite() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new float[] {1, 0}, 0, 1);
        assertThat(matrix.score().loss()).isFinite().isGreaterThan(60);
    }

    @Test
    void theRecallOfAClassWithoutImagesIsZero() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new float[] {1, 0}, 0, 0);
        assertThat(matrix.score().recallByClass()).containsExactly(1, 0);
    }
}
