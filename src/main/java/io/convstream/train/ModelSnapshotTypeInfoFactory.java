package io.convstream.train;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Gives Flink our own serializer wherever a {@link ModelSnapshot} flows or rests. */
public final class ModelSnapshotTypeInfoFactory extends TypeInfoFactory<ModelSnapshot> {

    @Override
    public TypeInformation<ModelSnapshot> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new ModelSnapshotTypeInfo();
    }

    private static final class ModelSnapshotTypeInfo extends TypeInformation<ModelSnapshot> {

        @Override
        public boolean isBasicType() {
            return false;
        }

        @Override
        public boolean isTupleType() {
            return false;
        }

        @Override
        public int getArity() {
            return 1;
        }

        @Override
        public int getTotalFields() {
            return 1;
        }

        @Override
        public Class<ModelSnapshot> getTypeClass() {
            return ModelSnapshot.class;
        }

        @Override
        public boolean isKeyType() {
            return false;
        }

        @Override
        public TypeSerializer<ModelSnapshot> createSerializer(SerializerConfig config) {
            return new ModelSnapshotSerializer();
        }

        @Override
        public String toString() {
            return "ModelSnapshot";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ModelSnapshotTypeInfo;
        }

        @Override
        public int hashCode() {
            return ModelSnapshotTypeInfo.class.hashCode();
        }

        @Override
        public boolean canEqual(Object other) {
            return other instanceof ModelSnapshotTypeInfo;
        }
    }
}
