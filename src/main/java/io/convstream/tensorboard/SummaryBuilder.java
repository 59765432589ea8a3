package io.convstream.tensorboard;

import com.google.protobuf.ByteString;
import io.convstream.image.ImageShape;
import io.convstream.image.Png;
import io.convstream.network.Histogram;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Builds the summary of one step for TensorBoard. */
final class SummaryBuilder {

    private static final int RGB = 3;

    private final Summary.Builder summary = Summary.newBuilder();

    SummaryBuilder scalar(String tag, double value) {
        summary.addValueBuilder().setTag(tag).setSimpleValue((float) value);
        return this;
    }

    SummaryBuilder histogram(String tag, Histogram histogram) {
        HistogramProto.Builder proto = HistogramProto.newBuilder()
                .setNum((double) histogram.count())
                .setMin(histogram.min())
                .setMax(histogram.max())
                .setSum(histogram.sum())
                .setSumSquares(histogram.sumSquares());
        for (int bucket = 0; bucket < histogram.limits().length; bucket++) {
            proto.addBucketLimit(histogram.limits()[bucket]);
            proto.addBucket(histogram.counts()[bucket]);
        }
        summary.addValueBuilder().setTag(tag).setHisto(proto);
        return this;
    }

    /** @param values {@code [height, width, 3]} */
    SummaryBuilder image(String tag, float[] values, ImageShape shape) {
        summary.addValueBuilder()
                .setTag(tag)
                .setImage(Summary.Image.newBuilder()
                        .setHeight(shape.height())
                        .setWidth(shape.width())
                        .setColorspace(RGB)
                        .setEncodedImageString(ByteString.copyFrom(Png.encode(Png.scaled(values, shape)))));
        return this;
    }

    /** @param markdown rendered by TensorBoard's text plugin */
    SummaryBuilder text(String tag, String markdown) {
        summary.addValueBuilder()
                .setTag(tag)
                .setMetadata(SummaryMetadata.newBuilder()
                        .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text")))
                .setTensor(TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFrom(markdown, StandardCharsets.UTF_8)));
        return this;
    }

    Summary build() {
        return summary.build();
    }
}
