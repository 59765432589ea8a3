package io.convstream.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Serializes a deployment as a Kafka message: one JSON object without a key. */
public final class DeploymentMessage extends TopicMessage<DeploymentEvent> {

    private static final long serialVersionUID = 1;

    public DeploymentMessage(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeploymentEvent event, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic(), JsonLines.line(event).getBytes(StandardCharsets.UTF_8));
    }
}
