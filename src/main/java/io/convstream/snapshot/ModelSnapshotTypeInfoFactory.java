package io.convstream.snapshot;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Makes Flink use {@link ModelSnapshotSerializer} for every {@link ModelSnapshot}. */
public final class ModelSnapshotTypeInfoFactory extends TypeInfoFactory<ModelSnapshot> {

    @Override
    public TypeInformation<ModelSnapshot> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new ImmutableTypeInfo<>(ModelSnapshot.class, new ModelSnapshotSerializer());
    }
}
