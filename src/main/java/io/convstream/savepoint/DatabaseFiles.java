package io.convstream.savepoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.convstream.savepoint.KeyedValues.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.state.CompositeKeySerializationUtils;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.util.FileUtils;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads keyed state that is the files of a database: checkpoints and native savepoints of RocksDB and ForSt, a fork of
 * it with the same file format. RocksDB opens a copy of the files and writes nothing.
 */
final class DatabaseFiles {

    private final IncrementalRemoteKeyedStateHandle handle;
    private final int keyGroups;
    private final Map<String, Visitor> visitors;

    /** See {@link KeyedValues#read}. */
    DatabaseFiles(IncrementalRemoteKeyedStateHandle handle, int keyGroups, Map<String, Visitor> visitors) {
        this.handle = handle;
        this.keyGroups = keyGroups;
        this.visitors = visitors;
    }

    void read() throws IOException {
        Path copy = Files.createTempDirectory("convstream-savepoint-");
        try {
            copyFiles(handle.getSharedState(), copy);
            copyFiles(handle.getPrivateState(), copy);
            RocksDB.loadLibrary();
            read(copy, columns());
        } catch (RocksDBException e) {
            throw new IOException("its RocksDB files are damaged or incomplete (" + e.getMessage() + ")", e);
        } finally {
            FileUtils.deleteDirectory(copy.toFile());
        }
    }

    private static void copyFiles(List<HandleAndLocalPath> files, Path folder) throws IOException {
        for (HandleAndLocalPath file : files) {
            Path target = folder.resolve(file.getLocalPath()).normalize();
            if (!folder.equals(target.getParent())) {
                throw new IOException("it names a file outside its folder (" + file.getLocalPath() + ")");
            }
            try (InputStream in = file.getHandle().openInputStream()) {
                Files.copy(in, target);
            }
        }
    }

    /** Returns the column families of the states to read. RocksDB always has one named {@code default}. */
    private List<ColumnFamilyDescriptor> columns() throws IOException {
        var header = new KeyedBackendSerializationProxy<>(new StateClasses());
        try (InputStream in = handle.getMetaDataStateHandle().openInputStream()) {
            header.read(new DataInputViewStreamWrapper(in));
        }
        List<ColumnFamilyDescriptor> columns = new ArrayList<>();
        columns.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
        header.getStateMetaInfoSnapshots().stream()
                .filter(state -> visitors.containsKey(state.getName()))
                .forEach(state ->
                        columns.add(new ColumnFamilyDescriptor(state.getName().getBytes(UTF_8))));
        return columns;
    }

    private void read(Path folder, List<ColumnFamilyDescriptor> columns) throws RocksDBException, IOException {
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB database = RocksDB.openReadOnly(options, folder.toString(), columns, opened)) {
            for (ColumnFamilyHandle column : opened) {
                Visitor visitor = visitors.get(new String(column.getName(), UTF_8));
                if (visitor != null) {
                    read(database, column, visitor);
                }
            }
            opened.forEach(ColumnFamilyHandle::close);
        }
    }

    private void read(RocksDB database, ColumnFamilyHandle column, Visitor visitor)
            throws RocksDBException, IOException {
        int prefix = CompositeKeySerializationUtils.computeRequiredBytesInKeyGroupPrefix(keyGroups);
        try (RocksIterator entries = database.newIterator(column)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                byte[] key = entries.key();
                int keyGroup = CompositeKeySerializationUtils.extractKeyGroup(prefix, key);
                if (handle.getKeyGroupRange().contains(keyGroup)) { // others belong to other subtasks since a rescaling
                    visitor.visit(
                            new DataInputDeserializer(key, prefix, key.length - prefix),
                            new DataInputDeserializer(entries.value()));
                }
            }
            entries.status();
        }
    }
}
