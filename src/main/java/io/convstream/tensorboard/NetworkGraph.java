package io.convstream.tensorboard;

import io.convstream.network.ModelDefinition;
import io.convstream.network.NetworkNode;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** A network as a TensorFlow graph: a node for each operation, scoped by layer, with output shapes. */
final class NetworkGraph {

    private NetworkGraph() {}

    static GraphDef of(ModelDefinition definition) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        NetworkNode.of(definition).forEach(node -> graph.addNode(proto(node)));
        return graph.build();
    }

    private static NodeDef proto(NetworkNode node) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        node.shape().forEach(size -> shape.addDimBuilder().setSize(size));
        return NodeDef.newBuilder()
                .setName(node.name())
                .setOp(node.operation())
                .addAllInput(node.inputs())
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
                .putAttr(
                        "_output_shapes",
                        AttrValue.newBuilder()
                                .setList(AttrValue.ListValue.newBuilder().addShape(shape))
                                .build())
                .build();
    }
}
