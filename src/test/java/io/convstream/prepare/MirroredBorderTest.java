package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;
import org.junit.jupiter.api.Test;

class MirroredBorderTest {

    private static final PictureShape SHAPE = new PictureShape(3, 4, 1);
    private static final byte[] PICTURE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @Test
    void thePictureIsMirroredAtItsOutermostPixels() {
        assertThat(new MirroredBorder(new Framing(SHAPE, 2, SHAPE)).around(PICTURE))
                .containsExactly(
                        11, 10, 9, 10, 11, 12, 11, 10, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        3, 2, 1, 2, 3, 4, 3, 2, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        11, 10, 9, 10, 11, 12, 11, 10, //
                        7, 6, 5, 6, 7, 8, 7, 6, //
                        3, 2, 1, 2, 3, 4, 3, 2);
    }

    @Test
    void withoutABorderItIsThePictureItself() {
        assertThat(new MirroredBorder(Framing.whole(SHAPE)).around(PICTURE)).isSameAs(PICTURE);
    }
}
