/** Programs that use convstream as a library; docs/embedding.md shows them. */
package io.convstream.example;
