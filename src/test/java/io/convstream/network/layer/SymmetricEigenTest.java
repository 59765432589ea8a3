package io.convstream.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {

    @Test
    void aMatrixOfTwoRowsHasTheEigenvectorsOfTheTextbook() {
        SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, 1}, {1, 2}});
        assertThat(eigen.values()).containsExactly(new double[] {3, 1}, within(1e-15));
        double half = Math.sqrt(0.5);
        assertThat(eigen.vectors()[0][0] * eigen.vectors()[0][1]).isCloseTo(0.5, within(1e-15));
        assertThat(Math.abs(eigen.vectors()[1][0])).isCloseTo(half, within(1e-15));
        assertThat(eigen.vectors()[1][0]).isCloseTo(-eigen.vectors()[1][1], within(1e-15));
    }

    @Test
    void zerosAndDiagonalsNeedNoRotation() {
        assertThat(SymmetricEigen.of(new double[3][3]).values()).containsExactly(0, 0, 0);
        SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{1, 0, 0}, {0, 5, 0}, {0, 0, 3}});
        assertThat(eigen.values()).containsExactly(5, 3, 1);
        assertThat(eigen.vectors()).isDeepEqualTo(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
    }

    @Test
    void randomMatricesAreDiagonalized() {
        var random = new Random(1);
        for (int size : new int[] {1, 5, 12, 27}) {
            var root = new double[size][size];
            for (double[] row : root) {
                for (int i = 0; i < size; i++) {
                    row[i] = random.nextGaussian() * Math.exp(-i); // eigenvalues over many orders of magnitude
                }
            }
            double[][] matrix = product(transposed(root), root);
            SymmetricEigen eigen = SymmetricEigen.of(matrix);
            double[][] vectors = eigen.vectors();
            double[][] orthogonal = product(vectors, transposed(vectors));
            double[][] rotated = product(product(vectors, matrix), transposed(vectors));
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    assertThat(orthogonal[i][j]).isCloseTo(i == j ? 1 : 0, within(1e-13));
                    assertThat(rotated[i][j])
                            .isCloseTo(i == j ? eigen.values()[i] : 0, within(1e-13 * eigen.values()[0]));
                }
                assertThat(i == 0 || eigen.values()[i] <= eigen.values()[i - 1]).isTrue();
            }
        }
    }

    private static double[][] transposed(double[][] matrix) {
        var result = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }

    private static double[][] product(double[][] a, double[][] b) {
        var result = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                for (int k = 0; k < a.length; k++) {
                    result[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return result;
    }
}
