package io.convstream.network.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterRangeTest {

    @ParameterizedTest
    @CsvSource({"1068298,2,2", "1068298,7,7", "100,8,6", "16,2,1", "3,2,1"})
    void partsAreDisjointCoverAllAndStartAtCacheLines(int size, int parts, int expected) {
        List<ParameterRange> ranges = ParameterRange.split(size, parts);
        assertThat(ranges).hasSize(expected);
        int next = 0;
        for (ParameterRange range : ranges) {
            assertThat(range.from()).isEqualTo(next).isLessThan(range.to());
            assertThat(range.from() % 16).isZero();
            next = range.to();
        }
        assertThat(next).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"0,10,5,20,5", "5,20,0,10,5", "0,5,5,10,0", "0,5,7,10,0", "0,20,5,10,5"})
    void commonPart(int from, int to, int otherFrom, int otherTo, int size) {
        ParameterRange common = new ParameterRange(from, to).intersect(new ParameterRange(otherFrom, otherTo));
        assertThat(common.size()).isEqualTo(size);
    }
}
