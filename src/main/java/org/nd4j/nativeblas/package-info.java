/** A class of ND4J that DL4J looks for and ND4J has renamed. */
package org.nd4j.nativeblas;
