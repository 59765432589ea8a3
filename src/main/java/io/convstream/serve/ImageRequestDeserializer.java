package io.convstream.serve;

import io.convstream.image.RawRecord;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.snapshot.ImmutableTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Converts a message with an image, labeled or not, to a request. */
public final class ImageRequestDeserializer implements KafkaRecordDeserializationSchema<ImageRequest> {

    /** The type of the requests. */
    static final TypeInformation<ImageRequest> TYPE =
            new ImmutableTypeInfo<>(ImageRequest.class, new ImageRequestSerializer());

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<ImageRequest> out) {
        RawRecord image = ImageMessage.read(message, 0);
        out.collect(new ImageRequest(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                MessageHeaders.encode(message.headers()),
                image.format(),
                image.content()));
    }

    @Override
    public TypeInformation<ImageRequest> getProducedType() {
        return TYPE;
    }
}
